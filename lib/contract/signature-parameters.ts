/** Query parameters that carry a signature and are no part of the request. */
export const SIGNATURE_PARAMETERS: readonly string[] = ['exp', 'kid', 'cap', 'sig'];
