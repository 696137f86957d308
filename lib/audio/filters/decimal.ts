/** A number as ffmpeg reads it, never in exponent form. */
export const decimal = (value: number): string => value.toFixed(9).replace(/\.?0+$/, '');
