import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PATHS } from '../../lib/contract/paths.ts';
import { signQuery } from '../../lib/sign/sign.ts';
import { verify } from '../../lib/sign/verify.ts';
import { hasCfnLint, lintErrors } from '../fixtures/cfn-lint.ts';
import { templateMistakes } from '../fixtures/cloudformation.ts';

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}
interface Template {
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

const run = promisify(execFile);
const directories: string[] = [];

interface Packaged {
  readonly template: Template;
  /** Of the template. */
  readonly path: string;
  readonly files: string[];
}

/** What `npm run package` makes for a stage, where there is neither a network to AWS nor a credential. */
async function packaged(stage: string, ...parameters: string[]): Promise<Packaged> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-package-'));
  directories.push(directory);
  const { PATH, HOME = directory } = process.env;
  const env = { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', HTTPS_PROXY: 'http://127.0.0.1:9' };
  const given = parameters.map((parameter) => `--param=${parameter}`);
  await run('serverless', ['package', '--stage', stage, ...given, '--package', directory], { env });
  const path = join(directory, 'cloudformation-template-update-stack.json');
  return { template: JSON.parse(await readFile(path, 'utf8')), path, files: await readdir(directory) };
}

let dev: Packaged;
let prod: Packaged;

beforeAll(async () => {
  dev = await packaged('dev');
  prod = await packaged('prod');
});
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))));

const ofType = ({ template }: typeof dev, type: string) =>
  Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);

const properties = ({ template }: typeof dev, name: string) => template.Resources[name]?.Properties ?? {};

/** The permissions of a role as `action resource` pairs. */
function grants(resource: Resource): string[] {
  const policies = resource.Properties.Policies as { PolicyDocument: { Statement: Grant[] } }[];
  return policies.flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.flatMap(({ Action, Resource, Effect }) =>
      [Action].flat().map((action) => `${Effect} ${action} ${JSON.stringify(Resource)}`),
    ),
  );
}
interface Grant {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

describe('the template of prod', () => {
  const alias = { 'Fn::Join': [':', [{ 'Fn::GetAtt': ['TranscodeLambdaFunction', 'Arn'] }, 'provisioned']] };

  test('keeps 50 environments warm on the alias, and lets 50 streams run at once', () => {
    expect(properties(prod, 'TranscodeLambdaFunction')).toMatchObject({
      ReservedConcurrentExecutions: 50,
      Timeout: 900,
    });
    expect(properties(prod, 'TranscodeProvConcLambdaAlias')).toMatchObject({
      Name: 'provisioned',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 50 },
    });
  });

  test('points the URL at the alias: $LATEST has nothing left of the 50, and would answer 429', () => {
    expect(properties(prod, 'TranscodeLambdaFunctionUrl')).toMatchObject({
      TargetFunctionArn: alias,
      InvokeMode: 'RESPONSE_STREAM',
      AuthType: 'NONE',
    });
  });

  test('allows everybody both actions that a public URL needs, on the alias', () => {
    const permissions = ofType(prod, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions).toContainEqual({
      FunctionName: alias,
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    });
    expect(permissions).toContainEqual({
      FunctionName: alias,
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      InvokedViaFunctionUrl: true,
    });
  });
});

test('CloudFormation knows every resource and property of the templates', () => {
  for (const { template } of [dev, prod]) {
    expect(Object.keys(template.Resources).length).toBeGreaterThan(20);
    expect(templateMistakes(template)).toEqual([]);
  }
});

test('and would refuse what it does not know', () => {
  const Resources = {
    Wrong: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Bukket: 'b' }, Role: 'r', Timeout: 'soon' } },
    Unknown: { Type: 'AWS::Lambda::Functoin' },
    Less: { Type: 'AWS::Lambda::Url', Properties: { AuthType: { Ref: 'AWS::NoValue' }, Cors: { AllowOrigins: '*' } } },
  };
  expect(templateMistakes({ Resources })).toEqual([
    'Wrong.Code.S3Bukket does not exist',
    'Wrong.Timeout must be of type integer, not "soon"',
    'Unknown: there is no AWS::Lambda::Functoin',
    'Less.TargetFunctionArn is required',
    'Less.Cors.AllowOrigins must be a list',
  ]);
});

test('is not made of what cannot be deployed, and says all that is wrong', async () => {
  const packaging = packaged('dev', 'reservedConcurency=10', 'edge=yes', 'warmHours=no', 'alarmEmail=me');
  await expect(packaging).rejects.toMatchObject({
    stdout: expect.stringMatching(
      /reservedConcurency is no parameter; .*\n.*warmHours must be .*\n.*edge must be .*\n.*alarmEmail must be an address/,
    ),
  });
});

test('environments are warm by the clock only where that is asked for', async () => {
  expect([dev, prod].flatMap((stage) => ofType(stage, 'AWS::ApplicationAutoScaling::ScalableTarget'))).toEqual([]);
  const byHours = await packaged('prod', 'warmHours=on', 'warmFrom=cron(0 18 ? * FRI *)');
  expect(templateMistakes(byHours.template)).toEqual([]);
  if (hasCfnLint) expect(await lintErrors(byHours.path)).toEqual([]);
  expect(byHours.template.Resources).toHaveProperty('TranscodeProvConcLambdaAlias');
  expect(byHours.template.Resources.WarmHours).toMatchObject({
    DependsOn: ['TranscodeProvConcLambdaAlias'],
    Properties: {
      ServiceNamespace: 'lambda',
      ScalableDimension: 'lambda:function:ProvisionedConcurrency',
      ResourceId: 'function:sluice-prod-transcode:provisioned',
      ScheduledActions: [
        { Schedule: 'cron(0 18 ? * FRI *)', ScalableTargetAction: { MinCapacity: 50, MaxCapacity: 50 } },
        { Schedule: 'cron(0 23 * * ? *)', ScalableTargetAction: { MinCapacity: 0, MaxCapacity: 0 } },
      ],
    },
  });
});

describe('edge', () => {
  let edge: typeof dev;
  beforeAll(async () => {
    edge = await packaged('prod', 'edge=on');
  });

  test('is off by default, and the addresses are everybody’s', () => {
    for (const stage of [dev, prod]) {
      expect(JSON.stringify(stage.template)).not.toContain('CloudFront');
      for (const [, { Properties }] of ofType(stage, 'AWS::Lambda::Url')) expect(Properties.AuthType).toBe('NONE');
    }
  });

  test('is known to CloudFormation in every resource and property', () => {
    expect(templateMistakes(edge.template)).toEqual([]);
  });

  test.skipIf(!hasCfnLint)('finds the approval of cfn-lint, as all stages do, where that is installed', async () => {
    expect(await lintErrors(dev.path, prod.path, edge.path)).toEqual([]);
    const Wrong = { Type: 'AWS::Lambda::Function', Properties: { Code: { ZipFile: '' }, Role: 'r', Timeout: 901 } };
    const path = join(edge.path, '..', 'wrong.json');
    await writeFile(path, JSON.stringify({ Resources: { Wrong } }));
    expect((await lintErrors(path)).join('\n')).toContain('901');
  });

  test('leaves the functions to CloudFront alone, with both actions each, on what their URLs point at', () => {
    const urls = ofType(edge, 'AWS::Lambda::Url');
    expect(urls.map(([, { Properties }]) => Properties.AuthType)).toEqual(['AWS_IAM', 'AWS_IAM', 'AWS_IAM']);
    const permissions = ofType(edge, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    const common = {
      Principal: 'cloudfront.amazonaws.com',
      SourceArn: { 'Fn::Sub': expect.stringMatching(/:distribution\/\$\{Edge\}$/) },
    };
    const expected = urls.flatMap(([name]) => {
      const FunctionName = { 'Fn::GetAtt': [name, 'FunctionArn'] };
      return [
        { FunctionName, Action: 'lambda:InvokeFunctionUrl', ...common },
        { FunctionName, Action: 'lambda:InvokeFunction', InvokedViaFunctionUrl: true, ...common },
      ];
    });
    expect(permissions).toHaveLength(6);
    expect(permissions).toEqual(expect.arrayContaining(expected));
  });

  interface Behavior {
    readonly PathPattern?: string;
    readonly TargetOriginId: string;
    readonly AllowedMethods: readonly string[];
  }
  interface Distribution {
    readonly Origins: readonly { readonly Id: string; readonly OriginAccessControlId: unknown }[];
    readonly DefaultCacheBehavior: Behavior;
    readonly CacheBehaviors: readonly Behavior[];
    readonly CustomErrorResponses: readonly { readonly ErrorCode: number; readonly ErrorCachingMinTTL: number }[];
  }
  const distribution = () => properties(edge, 'Edge').DistributionConfig as Distribution;

  test('sends every path of the contract, and its alias, to the function that answers it', () => {
    const { DefaultCacheBehavior, CacheBehaviors, Origins } = distribution();
    for (const { OriginAccessControlId } of Origins)
      expect(OriginAccessControlId).toEqual({ 'Fn::GetAtt': ['EdgeAccess', 'Id'] });
    const originOf = (path: string) =>
      [...CacheBehaviors, DefaultCacheBehavior].find(({ PathPattern = '*' }) =>
        new RegExp(`^${PathPattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(path),
      )?.TargetOriginId;
    const targets: Readonly<Record<keyof typeof PATHS, string>> = {
      ...{ transcode: 'transcode', metrics: 'metrics' },
      ...{ health: 'health', live: 'health', ready: 'health', openapi: 'health' },
    };
    for (const [name, path] of Object.entries(PATHS)) {
      const target = targets[name as keyof typeof PATHS];
      expect([path, originOf(path), originOf(`/api/v1${path}`)]).toEqual([path, target, target]);
    }
    expect(DefaultCacheBehavior.AllowedMethods).toEqual(expect.arrayContaining(['GET', 'HEAD', 'OPTIONS', 'POST']));
  });

  test('keeps what an answer lets be kept, by its whole query, and no error', () => {
    expect(properties(edge, 'EdgeCache')).toMatchObject({
      CachePolicyConfig: {
        ...{ MinTTL: 0, DefaultTTL: 0, MaxTTL: 86_400 },
        ParametersInCacheKeyAndForwardedToOrigin: { QueryStringsConfig: { QueryStringBehavior: 'all' } },
      },
    });
    // Those that CloudFront keeps unless told otherwise, docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
    const kept = [400, 403, 404, 405, 414, 500, 501, 502, 503, 504];
    expect(distribution().CustomErrorResponses).toEqual(
      kept.map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });

  type Parameter = { readonly value: string; readonly multiValue?: readonly { readonly value: string }[] };
  interface ViewerRequest {
    readonly uri: string;
    readonly querystring: Readonly<Record<string, Parameter>> | string;
    readonly headers: Readonly<Record<string, { readonly value: string }>>;
  }
  /** Runs the code of one of CloudFront's functions. */
  function viewed(name: string, request: Partial<ViewerRequest>): ViewerRequest {
    const code = `${properties(edge, name).FunctionCode}; handler(event)`;
    return runInNewContext(code, { event: { request: { uri: '/', querystring: {}, headers: {}, ...request } } });
  }

  test('spells one request in one way, which its signature outlives', async () => {
    const key = { id: 'first', secret: 'correct-horse-battery' };
    const expires = Math.floor(Date.now() / 1000) + 60;
    const parameters = { source_url: 'https://example.com/a b.mp3?x=1&y=ä', output_format: 'opus', speed: '1.5' };
    const query = await signQuery({ key, parameters, expires, caps: { duration: 60 } });
    const given = (pairs: readonly string[]) =>
      Object.fromEntries(
        pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), { value: pair.slice(pair.indexOf('=') + 1) }]),
      );
    const pairs = query.split('&');
    const one = viewed('EdgeSpelling', { uri: '/transcode', querystring: given(pairs) });
    const other = viewed('EdgeSpelling', { uri: '/api/v1/transcode', querystring: given(pairs.toReversed()) });
    expect([other.uri, other.querystring]).toEqual([one.uri, one.querystring]);
    const asked = { method: 'GET', path: other.uri, query: String(other.querystring), headers: {} };
    expect(await verify(asked, new Map([[key.id, key.secret]]))).toEqual({ ok: true, caps: { duration: 60 } });
  });

  test('hides no parameter that is given twice', () => {
    const twice = { value: '2', multiValue: [{ value: '1' }, { value: '2' }] };
    const { querystring } = viewed('EdgeSpelling', { querystring: { speed: twice, a: { value: '' } } });
    expect(querystring).toBe('a=&speed=1&speed=2');
  });

  test('keeps the monitor token in a header that CloudFront does not need', () => {
    const { headers } = viewed('EdgeToken', { headers: { authorization: { value: 'Bearer t' } } });
    expect(headers).toEqual({
      authorization: { value: 'Bearer t' },
      'x-forwarded-authorization': { value: 'Bearer t' },
    });
    expect(viewed('EdgeToken', {}).headers).toEqual({});
  });
});

describe('the template of dev', () => {
  test('keeps nothing warm, which costs nothing, and limits streams all the same', () => {
    expect(ofType(dev, 'AWS::Lambda::Alias')).toEqual([]);
    expect(properties(dev, 'TranscodeLambdaFunction')).toMatchObject({ ReservedConcurrentExecutions: 50 });
  });
});

describe('every stage', () => {
  const stages = () => [dev, prod];

  test('has the layer, for the functions’ own architecture, on those that run it', () => {
    for (const stage of stages()) {
      expect(properties(stage, 'FfmpegLambdaLayer')).toMatchObject({ CompatibleArchitectures: ['x86_64'] });
      for (const [name, { Properties }] of ofType(stage, 'AWS::Lambda::Function')) {
        expect(Properties).toMatchObject({ Architectures: ['x86_64'], Runtime: 'nodejs24.x' });
        expect([name, Properties.Layers]).toEqual([
          name,
          name === 'MetricsLambdaFunction' ? undefined : [{ Ref: 'FfmpegLambdaLayer' }],
        ]);
      }
      expect(stage.files).toEqual(expect.arrayContaining(['ffmpeg.zip', 'health.zip', 'metrics.zip', 'transcode.zip']));
    }
  });

  test('has one environment at most for /metrics, so that its counters have one memory', () => {
    for (const stage of stages()) {
      expect(properties(stage, 'MetricsLambdaFunction')).toMatchObject({ ReservedConcurrentExecutions: 1 });
    }
  });

  test('has health and metrics ask for the figures of its own transcode function', () => {
    for (const [stage, name] of [
      [dev, 'sluice-dev-transcode'],
      [prod, 'sluice-prod-transcode'],
    ] as const) {
      expect(properties(stage, 'TranscodeLambdaFunction')).toMatchObject({ FunctionName: name });
      for (const asking of ['HealthLambdaFunction', 'MetricsLambdaFunction']) {
        expect(properties(stage, asking)).toMatchObject({
          Environment: { Variables: { TRANSCODE_FUNCTION: name, METRICS_PERIOD_SECONDS: '60' } },
        });
      }
    }
  });

  test('lets a role write into its own log group and ask about the streams, and do nothing else', () => {
    for (const [stage, name] of [
      [dev, 'sluice-dev-transcode'],
      [prod, 'sluice-prod-transcode'],
    ] as const) {
      const roles = Object.fromEntries(ofType(stage, 'AWS::IAM::Role'));
      const arn = `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`;
      const asks = ['GetFunctionConcurrency', 'GetProvisionedConcurrencyConfig'].map(
        (action) => `Allow lambda:${action} ${JSON.stringify([{ 'Fn::Sub': arn }, { 'Fn::Sub': `${arn}:*` }])}`,
      );
      const reads = 'Allow cloudwatch:GetMetricData "*"';
      const further = { TranscodeRole: [], HealthRole: [reads, ...asks], MetricsRole: [reads] };
      expect(Object.keys(roles).sort()).toEqual(Object.keys(further).sort());
      for (const [role, grantsBeyondLogs] of Object.entries(further)) {
        const group = JSON.stringify({ 'Fn::GetAtt': [role.replace('Role', 'LogGroup'), 'Arn'] });
        const logs = [`Allow logs:CreateLogStream ${group}`, `Allow logs:PutLogEvents ${group}`];
        expect(grants(roles[role] as Resource).sort()).toEqual([...logs, ...grantsBeyondLogs].sort());
        expect(roles[role]?.Properties).not.toHaveProperty('ManagedPolicyArns');
      }
    }
  });

  test('deletes logs after a while', () => {
    for (const stage of stages()) {
      for (const [, { Properties }] of ofType(stage, 'AWS::Logs::LogGroup'))
        expect(Properties.RetentionInDays).toBe(14);
      expect(ofType(stage, 'AWS::Logs::LogGroup')).toHaveLength(3);
    }
  });

  test('lets no private source in: SOURCE_ALLOW is never set', () => {
    for (const stage of stages()) expect(JSON.stringify(stage.template)).not.toContain('SOURCE_ALLOW');
  });
});

describe('what watches over a stage', () => {
  const stages = () => [dev, prod];
  const alarms = (stage: typeof dev) =>
    Object.fromEntries(ofType(stage, 'AWS::CloudWatch::Alarm').map(([name, alarm]) => [name, alarm]));

  test('tells of failures, throttles, spill-over, a late first audio, and warm environments: too few, or in vain', () => {
    for (const stage of stages()) {
      const found = alarms(stage);
      expect(Object.keys(found).sort()).toEqual([
        'FailsInsideAlarm',
        'FailuresAlarm',
        'ProvisionedIdleAlarm',
        'ProvisionedNearlyAllInUseAlarm',
        'SlowFirstAudioAlarm',
        'SpilloverAlarm',
        'ThrottlesAlarm',
      ]);
      for (const { Properties } of Object.values(found))
        expect(Properties.AlarmActions).toEqual([{ Ref: 'AlarmTopic' }]);
      expect(found.SlowFirstAudioAlarm?.Properties).toMatchObject({
        MetricName: 'transcode_latency_ms',
        ExtendedStatistic: 'p99',
        Threshold: 200,
      });
      expect(found.ProvisionedNearlyAllInUseAlarm?.Properties).toMatchObject({ Threshold: 0.8 });
    }
  });

  test('has its alarms about warm environments only where there are any', () => {
    expect(alarms(prod).SpilloverAlarm?.Condition).toBe('KeepsWarm');
    expect(prod.template.Conditions.KeepsWarm).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['keeps 50', 'keeps 0'] }] });
    expect(dev.template.Conditions.KeepsWarm).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['keeps 0', 'keeps 0'] }] });
  });

  test('asks for metrics of this stage by names and dimensions that the environments publish', () => {
    for (const [stage, name] of [
      [dev, 'sluice-dev-transcode'],
      [prod, 'sluice-prod-transcode'],
    ] as const) {
      const text = JSON.stringify(stage.template);
      expect(text).not.toMatch(/\$\{(?!AWS::)/);
      const { DashboardBody } = properties(stage, 'Dashboard') as { DashboardBody: { 'Fn::Sub': string } };
      const { widgets } = JSON.parse(DashboardBody['Fn::Sub']) as {
        widgets: { properties: { metrics?: unknown[][] } }[];
      };
      const rows = widgets.flatMap(({ properties: { metrics = [] } }) => metrics);
      const own = rows.filter(([namespace]) => namespace === 'Sluice');
      expect(own.length).toBeGreaterThan(30);
      for (const [, , dimension, value] of own) expect([dimension, value]).toEqual(['service', name]);
    }
  });

  test('has a budget, of which the topic may be told', () => {
    const amounts = stages().map((stage) => properties(stage, 'LambdaBudget').Budget);
    expect(amounts).toMatchObject([{ BudgetLimit: { Amount: 20 } }, { BudgetLimit: { Amount: 1200 } }]);
    expect(JSON.stringify(properties(prod, 'AlarmTopicPolicy'))).toContain('budgets.amazonaws.com');
  });
});
