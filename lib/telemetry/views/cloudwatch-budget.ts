import { ALARM_EMAIL, BUDGET, PROVISIONED, STACK } from './names.ts';

/**
 * What Lambda costs a month, and who is told when it will be more: environments that are kept warm cost the same whether
 * anybody listens or not. Budgets count the whole account's Lambda, and look a few times a day
 * (docs.aws.amazon.com/cost-management/latest/userguide/budgets-managing-costs.html).
 */
export function budgetResources(): Record<string, unknown> {
  const told = (NotificationType: 'FORECASTED' | 'ACTUAL') => ({
    Notification: { NotificationType, ComparisonOperator: 'GREATER_THAN', Threshold: 100, ThresholdType: 'PERCENTAGE' },
    Subscribers: [{ SubscriptionType: 'SNS', Address: { Ref: 'AlarmTopic' } }],
  });
  return {
    AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `${STACK}-alarms` } },
    AlarmEmail: {
      Type: 'AWS::SNS::Subscription',
      Condition: 'TellsSomebody',
      Properties: { TopicArn: { Ref: 'AlarmTopic' }, Protocol: 'email', Endpoint: ALARM_EMAIL },
    },
    AlarmTopicPolicy: {
      Type: 'AWS::SNS::TopicPolicy',
      Properties: {
        Topics: [{ Ref: 'AlarmTopic' }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com'] },
              Action: 'sns:Publish',
              Resource: { Ref: 'AlarmTopic' },
              // Of this account only: anybody may have a budget (the confused deputy).
              Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            },
          ],
        },
      },
    },
    LambdaBudget: {
      Type: 'AWS::Budgets::Budget',
      DependsOn: 'AlarmTopicPolicy',
      Properties: {
        Budget: {
          BudgetName: `${STACK} Lambda`,
          BudgetType: 'COST',
          TimeUnit: 'MONTHLY',
          BudgetLimit: { Amount: BUDGET, Unit: 'USD' },
          CostFilters: { Service: ['AWS Lambda'] },
        },
        NotificationsWithSubscribers: [told('FORECASTED'), told('ACTUAL')],
      },
    },
  };
}

/** What some of the resources depend on. A number by itself would be compared with a text. */
export const conditions = (): Record<string, unknown> => ({
  KeepsWarm: { 'Fn::Not': [{ 'Fn::Equals': [`keeps ${PROVISIONED}`, 'keeps 0'] }] },
  TellsSomebody: { 'Fn::Not': [{ 'Fn::Equals': [ALARM_EMAIL, 'nobody'] }] },
});
