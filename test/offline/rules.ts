/**
 * The rules of docs/offline.md, by how they begin, and who compares the emulation with them: a file beside this one, or
 * elsewhere in `test`, and the title of a test there. Of a rule that is an option there is one for each
 * of its values, or one that tries both.
 */
type Proofs = readonly (readonly [file: string, title: string])[];

export const ENVIRONMENTS: Readonly<Record<string, Proofs>> = {
  'One invocation at a time': [
    ['offline/lifecycle', 'the same one goes on where it was'],
    ['offline/environments', 'that crashes answers 502 and is replaced'],
  ],
  'Provisioned environments': [['offline/concurrency', 'is all there before the start is over']],
  'On demand beside them': [
    ['offline/cloudwatch', 'count as spill-over what found no provisioned environment'],
    ['offline/concurrency', 'without provisioning starts environments on demand, up to the limit'],
  ],
  'Frozen between': [
    ['offline/lifecycle', 'an environment and what it started stand still'],
    ['offline/lifecycle', 'they run where that is asked for'],
  ],
  'Time for initialising': [
    ['unit/offline/init', 's to initialise.'],
    ['offline/torture', 'never ends is ended'],
  ],
  Timeout: [['offline/environments', 'that takes longer than its timeout is killed and replaced']],
  Memory: [
    ['offline/lifecycle', 'above its limit is the end of the environment'],
    ['offline/confinement', 'What grows faster than it is looked at is ended by the kernel'],
  ],
  'Processor by memory': [
    ['offline/confinement', 'Its memory and processors are bounded by control groups'],
    ['offline/confinement', 'All of the processors are its own unless'],
  ],
  '/tmp of 512 MB': [
    ['offline/confinement', 'An environment has a /tmp of its own, which it keeps.'],
    ['offline/confinement', 'Its /tmp has 512 MB, and then no space left.'],
  ],
  'Layers in /opt': [['offline/confinement', 'Its layers are in /opt, a later one in front of an earlier one']],
  Variables: [['offline/event', 'has the variables of Lambda, of the function and those passed on, and no others']],
  'START, END, REPORT': [
    ['offline/lifecycle', 'when an invocation starts and ends, what is billed'],
    ['offline/lifecycle', 'how long the initialisation took that was waited for'],
  ],
  'Extensions API': [
    ['offline/lifecycle', 'is registered while the environment initialises'],
    ['offline/lifecycle', 'that listens hears of each invocation'],
  ],
  SIGTERM: [
    ['offline/lifecycle', 'has the runtime told before it is ended'],
    ['offline/lifecycle', 'is what it takes: without one nobody is told'],
    ['offline/lifecycle', 'does not keep alive who will not end'],
  ],
  'What a function starts': [['offline/torture', 'starts processes that hide from its group is outlived by none']],
};

export const IMAGES: Readonly<Record<string, Proofs>> = {
  'The file system is': [['image/image', 'An environment in it can write to /tmp, and nowhere else.']],
  '`ENTRYPOINT`': [['image/image', 'says what Lambda is to run']],
  Layers: [['image/image', 'come from its own Node and runtime, in its own root']],
  'All else': [['image/image', 'are those of the processes, byte for byte']],
};

export const FUNCTION_URLS: Readonly<Record<string, Proofs>> = {
  'Version 2.0': [['offline/event', 'has payload format 2.0']],
  '`rawPath`': [['offline/event', 'has payload format 2.0']],
  '`rawQueryString`': [['offline/event', 'has payload format 2.0']],
  '`queryStringParameters`': [['offline/event', 'of anybody names nobody']],
  '`headers`': [['offline/event', 'holds no header of the connection']],
  '`cookies` in a list': [['offline/event', 'has payload format 2.0']],
  '`body`, `cookies`': [['offline/event', 'leaves out what a request has not']],
  'A binary body': [['offline/event', 'holds a body that is not text in base64']],
  '`requestContext.authorizer.iam`': [['offline/refusals', 'tells the function who called, in every field']],
  '`authentication: null`': [['offline/event', 'of anybody names nobody']],
  '`http.userAgent`': [['offline/event', 'of anybody names nobody']],
  '`apiId`': [['offline/event', 'has payload format 2.0']],
  '`http.sourceIp`': [['offline/event', 'has payload format 2.0']],
  '`x-forwarded-proto`': [['offline/event', 'has payload format 2.0']],
  'An invocation of 6 MB': [['offline/refusals', 'a body of 5 MB %s']],
  '`statusCode`, `headers`': [
    ['offline/buffered', 'turns an object with a statusCode into the answer'],
    ['offline/answer-head', 'is decoded from base64 where it says so'],
  ],
  'Without `statusCode`': [['offline/answer-head', 'without a statusCode is the body of a 200']],
  '`cookies` become': [['offline/answer-head', 'sets each cookie by a header of its own']],
  'No `multiValueHeaders`': [['offline/answer-head', 'knows no multi-value headers']],
  'The prelude of a stream': [['offline/pieces', 'is found in chunks of %i bytes']],
  'A stream without a prelude': [['offline/streaming', 'without a prelude is 200 and application/octet-stream']],
  '`content-length`, `connection`': [['offline/answer-head', 'which come by another name']],
  '`x-amzn-requestid`': [['offline/event', 'carries the id that the caller is told']],
  'HEAD, 204 and 304': [
    ['offline/streaming', 'that is empty ends at once'],
    ['offline/event', 'of HEAD is no GET'],
  ],
  'Connections are kept': [['offline/streaming', 'keeps its connection for the next request']],
  '`BUFFERED`: complete': [['offline/answer-head', 'What a handler returns is 6 MB at most']],
  '`BUFFERED` before a handler': [
    ['offline/answer-head', 'that streams is collected behind BUFFERED'],
    ['offline/answer-head', 'that streams is lost behind BUFFERED'],
  ],
  '`RESPONSE_STREAM`: each write': [
    ['offline/streaming', 'arrives while it is still being produced'],
    ['offline/streaming', 'is written no faster than it is read'],
  ],
  '`RESPONSE_STREAM` before': [['offline/answer-head', 'that does not stream is taken by its word']],
  '200 MB at most': [['offline/torture', 'answers a gigabyte is cut off behind 200 MB']],
  'The first 6 MB': [['offline/stream-rules', 'is %s: of 6, 2 and 1 MB so many are with the connection']],
  'A small chunk': [
    ['offline/stream-rules', 'are sent at once'],
    ['offline/stream-rules', 'wait for the next write, or for the end'],
  ],
  'An empty body': [
    ['offline/stream-rules', 'ends at once'],
    ['offline/stream-rules', 'stays open where that is asked for'],
  ],
  'A stream that ends without': [['offline/stream-rules', 'and without a write loses its status']],
  'A caller who leaves': [
    ['offline/concurrency', 'is not noticed by the function'],
    ['offline/concurrency', 'is noticed where that is asked for'],
  ],
  'The function throws': [
    ['offline/streaming', 'before the first byte is a 502'],
    ['offline/answer-head', 'that is none is a 502'],
    ['offline/environments', 'that takes longer than its timeout is killed and replaced: 502'],
  ],
  'It fails behind': [
    ['offline/streaming', 'midway, with error trailers, is broken off'],
    ['offline/streaming', 'midway ends cleanly where that is asked for'],
  ],
  '403: not signed': [
    ['offline/refusals', 'answers who does not sign with 403'],
    ['offline/refusals', 'answers %s with 403'],
    ['offline/lambda-api', 'lets in who signs, tells the function who it is, and nobody else'],
  ],
  '429: the concurrency': [
    ['offline/refusals', 'answers 429, and says whose limit it is'],
    ['offline/refusals', 'A Function URL whose function reserves nothing at all is switched off.'],
  ],
  '429: more than ten': [
    ['offline/refusals', 'lets all pass'],
    ['offline/refusals', 'lets ten a second pass for each reserved environment'],
  ],
  'Preflights are': [
    ['offline/cors', 'is answered by the rules of serverless.yml, without the function'],
    ['offline/cors', 'OPTIONS that is no preflight reaches the function.'],
  ],
  'Other answers': [['offline/cors', 'has those of the function as well, which makes two of one']],
  '`*` allows': [
    ['offline/cors', 'from any origin is told so, where all are allowed'],
    ['offline/cors', 'with credentials is told its own origin'],
  ],
  'An origin that': [['offline/cors', 'from an origin that is not allowed is told nothing of CORS']],
  '`https://*.example.com`': [['offline/cors', 'where an asterisk is a pattern']],
  'Methods are': [['offline/serverless', 'tells every mistake at once and exits with 1']],
  '`MaxAge` is': [
    ['offline/serverless', 'tells every mistake at once and exits with 1'],
    ['offline/cors', 'is not told how long to keep that'],
  ],
};

export const LAMBDA_API: Readonly<Record<string, Proofs>> = {
  'Signature Version 4': [
    ['offline/sigv4', 'is that of %s in AWS’s suite'],
    ['offline/lambda-api', 'asks for a signature of one of its credentials'],
  ],
  '403 without one': [['offline/sigv4', 'refuses %s']],
  '`UNSIGNED-PAYLOAD`': [['offline/sigv4', 'refuses a body that was not signed']],
  '`RequestResponse`': [
    ['offline/lambda-operations', 'answers with what the handler returns, as it is'],
    ['offline/lambda-operations', 'waits for all that a streaming handler writes'],
  ],
  'A failure is 200': [['offline/lambda-operations', 'tells of a function that %s']],
  '`Event`: 202': [
    ['offline/lambda-operations', 'is accepted at once and done in its own time'],
    ['offline/lambda-operations', 'takes 6 MB and no more, and of an event 1 MB'],
  ],
  '[Tried twice more]': [['offline/lambda-operations', 'is tried twice more where its function fails']],
  'Waits where': [['offline/lambda-operations', 'waits for a place']],
  '`DryRun`': [['offline/lambda-operations', 'asks only, in a dry run']],
  '`LogType: Tail`': [['offline/lambda-operations', 'gives 4 KB of the log and no more']],
  'Event streams': [
    ['offline/lambda-api', 'a message is framed as the protocol says'],
    ['offline/lambda-api', 'hands a streamed payload on with its prelude, each write at once'],
  ],
  'However the function': [['offline/lambda-api', 'tells what became of a function that fails']],
  '200 MB, then': [['offline/lambda-api', 'breaks off what is too long, and says so']],
  'Counts for': [['offline/lambda-api', 'shares its concurrency with the Function URL']],
  '404, 400, 413': [
    ['offline/lambda-api', 'refuses what cannot be invoked, in the errors of the API'],
    ['offline/lambda-operations', 'takes 6 MB and no more, and of an event 1 MB'],
  ],
  'Put makes': [['offline/lambda-operations', 'grows, and is ready in a while']],
  'Fewer of them': [['offline/lambda-operations', 'shrinks: what is idle at once']],
  'Not of `$LATEST`': [['offline/lambda-operations', 'cannot be %s']],
  '`FAILED`': [['offline/lambda-operations', 'has failed where environments do not initialise']],
  'The configuration': [
    ['offline/cloudwatch', 'describes a function'],
    ['offline/lambda-operations', 'is listed, as its alias and what is reserved are'],
  ],
};
