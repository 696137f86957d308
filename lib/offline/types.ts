/** How the caller's side and the function's side of one service are described to {@link startOffline}. */

/** `url.cors` of serverless.yml, with osls' defaults filled in. */
export interface CorsRules {
  readonly allowedOrigins: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly exposedResponseHeaders: readonly string[];
  readonly allowCredentials: boolean;
  /** Seconds. */
  readonly maxAge?: number;
}

/** A function's URL, as in `url:` of serverless.yml. */
export interface FunctionUrlRules {
  readonly invokeMode: 'BUFFERED' | 'RESPONSE_STREAM';
  /** Callers must sign (Signature Version 4). */
  readonly authorizer?: 'aws_iam';
  readonly cors?: CorsRules;
}

/** One Lambda function. */
export interface FunctionDefinition {
  /** Its key in serverless.yml: what routes, options and log prefixes call it. */
  readonly key: string;
  /** Its name on AWS, which the function sees as `AWS_LAMBDA_FUNCTION_NAME`. */
  readonly name: string;
  /** Relative to the service directory, as Lambda resolves it: `dist/transcode/index.handler`. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** The function's own environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** `bin` directories of its layers, first on its PATH: on Lambda /opt/bin is. */
  readonly binDirectories: readonly string[];
  /** Environments initialised before the ready line, and replaced whenever one ends. */
  readonly provisioned: number;
  /** Requests at once; the next is answered 429. */
  readonly limit: number;
  /** Of its own in the account, as `GetFunctionConcurrency` tells; absent: it shares the account's. */
  readonly reserved?: number;
  readonly url?: FunctionUrlRules;
}

/** The answer that the front gives while it drains; `$requestId` in the body is replaced. */
export interface DrainingAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What does not come from a function's definition. */
export interface OfflineSettings {
  readonly host: string;
  /** Port of the path router; 0 takes any free one. */
  readonly port: number;
  /** Path prefix → function key; the longest matching one wins, on whole segments. */
  readonly routes: Readonly<Record<string, string>>;
  /** Path prefix → what stands for it while routing; the function still sees the whole path. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Function key → port of its own host; by default the router's port and counting on. */
  readonly functionUrlPorts: Readonly<Record<string, number>>;
  /** Port of the Lambda API; by default the one behind the last function's. */
  readonly lambdaPort?: number;
  /** Port of CloudWatch; by default the one behind the Lambda API's. */
  readonly cloudwatchPort?: number;
  /** Access key id → secret: who may call the APIs, and Function URLs that ask for a signature. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Host variables that the environments get as well. */
  readonly passEnvironment: readonly string[];
  readonly drainSeconds: number;
  readonly draining: DrainingAnswer;
  /** On AWS nobody tells a function that its caller hung up: `ignore`. */
  readonly clientDisconnect: 'ignore' | 'abort';
  /** Whether the processes of an environment that waits stand still. */
  readonly betweenInvocations: 'freeze' | 'run';
  /** What an environment gets of this machine's processors, where control groups are to be had. */
  readonly processors: 'all' | 'by-memory';
  /** Folder of a container image's root: environments start by its entry point, in place of the runtime that is here. */
  readonly image?: string;
  /** What a caller sees when an answer fails midway: a connection that breaks off, or a clean end. */
  readonly brokenStream: 'reset' | 'clean';
  /** What a caller sees of a streamed answer without a byte of body: an end, or a connection that stays open. */
  readonly emptyStream: 'end' | 'hang';
  /** Whether a small piece of a streamed answer is sent at once, or with the next write. */
  readonly smallChunks: 'at-once' | 'held';
  /** Whether streamed answers are slowed down to what AWS allows. */
  readonly streamBandwidth: 'off' | 'as-on-aws';
  /** A streamed answer is broken off behind so many bytes. */
  readonly streamLimitBytes: number;
  /** Between tries of an event whose function has failed. */
  readonly retrySeconds: readonly number[];
  /** What is seen of a handler that streams behind `invokeMode: BUFFERED`: all of it at the end, or nothing but a 200. */
  readonly streamBehindBuffered: 'collected' | 'lost';
  /** Whether a function that reserves concurrency gets no more than ten requests a second for each of it. */
  readonly requestRate: 'off' | 'as-on-aws';
  /** Whether an asterisk within an allowed origin stands for any text, or for itself. */
  readonly wildcardOrigins: 'literal' | 'pattern';
  readonly region: string;
}

/** Everything that {@link startOffline} needs. */
export interface OfflineOptions extends Partial<OfflineSettings> {
  /** Lambda's task root: handlers are resolved against it, and environments run in it. */
  readonly serviceDirectory: string;
  readonly functions: readonly FunctionDefinition[];
  readonly output?: Output;
  /** Aborting it ends a start that is under way, and leaves nothing. */
  readonly signal?: AbortSignal;
}

/** A line that an environment wrote. */
interface EnvironmentLine {
  readonly functionKey: string;
  /** Of the environment, within its function. */
  readonly index: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** Where text goes; the default is the process's own stdout and stderr. */
export interface Output {
  readonly line: (line: EnvironmentLine) => void;
  /** A line of the emulator itself. */
  readonly progress: (text: string) => void;
}

/** Environments of one function. */
export interface PoolFigures {
  readonly provisioned: number;
  /** Initialisations in a row that have failed. */
  readonly failures: number;
  /** Initialised, whether busy or not. */
  readonly ready: number;
  readonly busy: number;
  /** Invocations that are not over. */
  readonly running: number;
  /** Of these, those in environments that were provisioned. */
  readonly warmRunning: number;
  /** Provisioned environments that are initialised. */
  readonly warmReady: number;
}
