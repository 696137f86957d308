import { EnvironmentLost, Throttled } from '../errors.ts';
import type { FunctionDefinition, PoolFigures } from '../types.ts';
import type { Environment, EnvironmentInput } from './environment.ts';
import type { Invocation, RuntimeAnswer } from './invocation.ts';
import { onAnswerOver } from './lease.ts';
import { byUse, type InitializationType, isWarm, type Member, memberFigures } from './member.ts';

/** Between two attempts to replace an environment whose initialisation fails, at first and at most. */
const BACKOFF_MILLISECONDS = { first: 100, most: 30_000 };

/** An answer is complete a moment before RIC asks for its next invocation; that long a caller is made to wait. */
const FINISHING_MILLISECONDS = 1000;

/** Starts the environment with this index. */
export type EnvironmentStarter = (
  index: number,
  initializationType: InitializationType,
  events: Pick<EnvironmentInput, 'onIdle' | 'onGone'>,
) => Promise<Environment>;

/** What happens in a pool, for whoever counts it. */
export interface PoolObserver {
  /** All concurrency is in use. */
  throttled(): void;
  /**
   * An invocation has an environment.
   *
   * @returns to be called once, when it is over
   */
  invoked(environment: InitializationType): (failed: boolean) => void;
  /** Another number of environments is to be kept warm. */
  resized(provisioned: number): void;
}

/** All environments of one function. */
export interface Pool {
  readonly definition: FunctionDefinition;
  /** @throws EnvironmentLost with the reason when one of the provisioned environments does not initialise. */
  start(parallel: number): Promise<void>;
  /**
   * @throws Throttled when all concurrency is in use.
   * @throws EnvironmentLost when the environment ends before it answers.
   */
  invoke(invocation: Invocation): Promise<RuntimeAnswer>;
  /** Counts a request that was throttled before it came here. */
  throttled(): void;
  /** Keeps another number of environments warm: more of them in a while, fewer as soon as they have nothing to do. */
  resize(provisioned: number): void;
  figures(): PoolFigures;
  close(): Promise<void>;
}

interface Waiter {
  resolve(member: Member): void;
  reject(error: Error): void;
}

/** Makes the pool; nothing runs before `start`, or before the first request where nothing is provisioned. */
export function createPool(
  definition: FunctionDefinition,
  startOne: EnvironmentStarter,
  observer: PoolObserver = { throttled: () => {}, invoked: () => () => {}, resized: () => {} },
): Pool {
  const members = new Map<number, Member>();
  const waiters: Waiter[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let provisioned = definition.provisioned;
  /** Environments that are started at once. */
  let lanes = 4;
  let inFlight = 0;
  let failures = 0;
  let closed = false;

  const count = (state: Member['state']): number => [...members.values()].filter((m) => m.state === state).length;
  /** Those that are kept warm. */
  const warm = (): Member[] => [...members.values()].filter((member) => isWarm(member) && !member.isSurplus);

  function end(member: Member, reason: string): void {
    member.state = 'gone';
    void member.environment.then((environment) => environment.kill(reason));
  }

  /** Ends some of these, those that can be spared best: at once, or as soon as they have nothing to do. */
  function dismiss(some: readonly Member[], number: number, reason: string): void {
    for (const member of [...some].sort(byUse).slice(0, Math.max(0, number))) {
      member.isSurplus = true;
      if (member.state === 'idle') end(member, reason);
    }
  }

  /** Starts one environment; settles when it is initialised, or with the reason when it is not. */
  function launch(initializationType: InitializationType): Promise<EnvironmentLost | undefined> {
    let index = 0;
    while (members.has(index)) index += 1;

    return new Promise((resolve) => {
      let initialised = false;
      const onIdle = (): void => {
        // Of one that has worked before, this says nothing about those that are made.
        if (!initialised) failures = 0;
        initialised = true;
        resolve(undefined);
        if (member.isSurplus) {
          end(member, 'it is one too many');
          return;
        }
        const waiter = waiters.shift();
        member.state = waiter ? 'busy' : 'idle';
        waiter?.resolve(member);
      };
      const onGone = (): void => {
        member.state = 'gone';
      };
      const onEnd = (reason: EnvironmentLost): void => {
        members.delete(index);
        resolve(reason);
        if (closed) return;
        if (!initialised) {
          failures += 1;
          waiters.shift()?.reject(reason);
        }
        replace();
      };
      const member: Member = {
        initializationType,
        state: 'starting',
        isSurplus: false,
        environment: startOne(index, initializationType, { onIdle, onGone }),
      };
      members.set(index, member);
      member.environment.then(
        ({ ended }) => void ended.then(onEnd),
        (error: unknown) => onEnd(new EnvironmentLost(String(error))),
      );
    });
  }

  /**
   * Starts environments, one behind the other, until all are there that are kept warm.
   *
   * @throws EnvironmentLost with the reason when one of them does not initialise
   */
  async function lane(): Promise<void> {
    while (!closed && warm().length < provisioned) {
      const failure = await launch('provisioned-concurrency');
      if (failure !== undefined) throw failure;
    }
  }

  const fill = (): Promise<unknown> => Promise.all(Array.from({ length: lanes }, lane));

  /** Keeps what is provisioned; an initialisation that fails again and again is tried less and less often. */
  function replace(): void {
    const { first, most } = BACKOFF_MILLISECONDS;
    const delay = failures === 0 ? 0 : Math.min(most, first * 2 ** (failures - 1));
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (closed) return;
      // Goes on where the lane has ended that failed; if it fails as well, the next one does.
      if (warm().length < provisioned) lane().catch(() => {});
      else if (waiters.length > count('starting') && members.size < definition.limit) void launch('on-demand');
    }, delay);
    timers.add(timer);
  }

  async function acquire(): Promise<Member> {
    const idle = [...members.values()].filter(({ state }) => state === 'idle');
    // Only what the provisioned ones cannot take: https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
    const member = idle.find(isWarm) ?? idle[0];
    if (member) {
      member.state = 'busy';
      return member;
    }
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      waiters.push(waiter);
      const coming = count('starting') + count('finishing');
      if (waiters.length > coming && members.size < definition.limit) void launch('on-demand');
      const timer = setTimeout(() => {
        timers.delete(timer);
        const at = waiters.indexOf(waiter);
        // What is starting is for those who have waited longest; for others there are only environments that run on.
        if (at < count('starting')) return;
        waiters.splice(at, 1);
        reject(new Throttled('environments are still busy behind their answers'));
      }, FINISHING_MILLISECONDS);
      timers.add(timer);
    });
  }

  return {
    definition,
    throttled: observer.throttled,
    async start(parallel) {
      lanes = parallel;
      await fill();
    },
    async invoke(invocation) {
      if (closed) throw new EnvironmentLost('the service ends');
      if (inFlight >= definition.limit) {
        observer.throttled();
        throw new Throttled(`${definition.limit} requests are running`);
      }
      inFlight += 1;
      let over: ((failed: boolean) => void) | undefined;
      try {
        const member = await acquire();
        over = observer.invoked(member.initializationType);
        const environment = await member.environment;
        const answer = await environment.invoke(invocation);
        onAnswerOver(answer, (failed) => {
          inFlight -= 1;
          if (member.state === 'busy') member.state = 'finishing';
          over?.(failed);
        });
        return answer;
      } catch (error) {
        inFlight -= 1;
        if (error instanceof Throttled) observer.throttled();
        over?.(true);
        throw error;
      }
    },
    resize(wanted) {
      provisioned = wanted;
      observer.resized(wanted);
      const spares = [...members.values()].filter((member) => member.state !== 'starting' && !isWarm(member));
      // Those on demand give way: there are never more processes than requests at once, but while one that gives way is at work.
      const excess = members.size + wanted - warm().length - definition.limit;
      dismiss(spares, excess, 'a provisioned environment takes its place');
      // One that does not initialise is replaced like any other.
      fill().catch(() => {});
      dismiss(warm(), warm().length - wanted, 'it is not kept warm any more');
    },
    figures: () => ({ provisioned, failures, running: inFlight, ...memberFigures(members.values()) }),
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const waiter of waiters.splice(0)) waiter.reject(new EnvironmentLost('the service ends'));
      const endings = [...members.values()].map(async (member) => {
        const environment = await member.environment;
        environment.kill('the service ends');
        await environment.ended;
      });
      await Promise.allSettled(endings);
    },
  };
}
