/** "Your function's maximum request rate per second (RPS) is equivalent to 10 times the configured reserved concurrency." */
const REQUESTS_PER_RESERVED = 10;

/**
 * Counts the requests to a Function URL, by https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-throttling;
 * how AWS counts them is not said: here it begins anew each second.
 * @param reserved Concurrency.
 * @returns A function to call for each request, which tells whether it may go on.
 */
export function requestRate(reserved: number): () => boolean {
  let second = 0;
  let requests = 0;
  return () => {
    const now = Math.floor(performance.now() / 1000);
    requests = now === second ? requests + 1 : 1;
    second = now;
    return requests <= REQUESTS_PER_RESERVED * reserved;
  };
}
