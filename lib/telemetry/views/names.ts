// biome-ignore-all lint/suspicious/noTemplateCurlyInString: osls' own language, and CloudFormation's
/** What serverless.yml calls things: osls puts a stage's own values in their place. */
export const FUNCTION_NAME = '${self:service}-${sls:stage}-transcode';
export const RESOURCE = `${FUNCTION_NAME}:provisioned`;
export const LOG_GROUP = `/aws/lambda/${FUNCTION_NAME}`;
export const STACK = '${self:service}-${sls:stage}';
export const RESERVED = '${param:reservedConcurrency}';
export const PROVISIONED = '${param:provisionedConcurrency}';
export const MEMORY_MB = '${param:memorySize}';
export const BUDGET = '${param:monthlyBudget}';
export const ALARM_EMAIL = '${param:alarmEmail}';
/** CloudFormation's own. */
export const REGION = '${AWS::Region}';
