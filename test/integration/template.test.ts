import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** What `npm run package` makes for a stage, where there is neither a network to AWS nor a credential. */
async function packaged(stage: string, ...parameters: string[]): Promise<{ template: Template; files: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-package-'));
  directories.push(directory);
  const { PATH, HOME = directory } = process.env;
  const env = { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', HTTPS_PROXY: 'http://127.0.0.1:9' };
  const given = parameters.map((parameter) => `--param=${parameter}`);
  await run('serverless', ['package', '--stage', stage, ...given, '--package', directory], { env });
  const template = await readFile(join(directory, 'cloudformation-template-update-stack.json'), 'utf8');
  return { template: JSON.parse(template), files: await readdir(directory) };
}

let dev: Awaited<ReturnType<typeof packaged>>;
let prod: Awaited<ReturnType<typeof packaged>>;

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

test('environments are warm by the clock only where that is asked for', async () => {
  expect([dev, prod].flatMap((stage) => ofType(stage, 'AWS::ApplicationAutoScaling::ScalableTarget'))).toEqual([]);
  const byHours = await packaged('prod', 'warmHours=on', 'warmFrom=cron(0 18 ? * FRI *)');
  expect(templateMistakes(byHours.template)).toEqual([]);
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
