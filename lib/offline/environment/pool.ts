import { EnvironmentLost, Throttled } from '../errors.ts';
import type { FunctionDefinition, PoolFigures } from '../types.ts';
import type { Environment, EnvironmentInput } from './environment.ts';
import type { Invocation, RuntimeAnswer } from './invocation.ts';

/** Between two attempts to replace an environment whose initialisation fails, at first and at most. */
const BACKOFF_MILLISECONDS = { first: 100, most: 30_000 };

/** An answer is complete a moment before RIC asks for its next invocation; that long a caller is made to wait. */
const FINISHING_MILLISECONDS = 1000;

/** Starts the environment with this index. */
export type EnvironmentStarter = (
  index: number,
  initializationType: 'provisioned-concurrency' | 'on-demand',
  events: Pick<EnvironmentInput, 'onIdle' | 'onGone'>,
) => Promise<Environment>;

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
  figures(): PoolFigures;
  close(): Promise<void>;
}

interface Member {
  state: 'starting' | 'idle' | 'busy' | 'finishing' | 'gone';
  readonly environment: Promise<Environment>;
}

interface Waiter {
  resolve(member: Member): void;
  reject(error: Error): void;
}

/** Makes the pool; nothing runs before `start`, or before the first request where nothing is provisioned. */
export function createPool(definition: FunctionDefinition, startOne: EnvironmentStarter): Pool {
  const members = new Map<number, Member>();
  const waiters: Waiter[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let inFlight = 0;
  let failures = 0;
  let closed = false;

  const count = (state: Member['state']): number => [...members.values()].filter((m) => m.state === state).length;

  /** Starts one environment; settles when it is initialised, or with the reason when it is not. */
  function launch(initializationType: 'provisioned-concurrency' | 'on-demand'): Promise<EnvironmentLost | undefined> {
    let index = 0;
    while (members.has(index)) index += 1;

    return new Promise((resolve) => {
      let initialised = false;
      const onIdle = (): void => {
        failures = 0;
        initialised = true;
        resolve(undefined);
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
        state: 'starting',
        environment: startOne(index, initializationType, { onIdle, onGone }),
      };
      members.set(index, member);
      member.environment.then(
        ({ ended }) => void ended.then(onEnd),
        (error: unknown) => onEnd(new EnvironmentLost(String(error))),
      );
    });
  }

  /** Keeps what is provisioned; an initialisation that fails again and again is tried less and less often. */
  function replace(): void {
    const { first, most } = BACKOFF_MILLISECONDS;
    const delay = failures === 0 ? 0 : Math.min(most, first * 2 ** (failures - 1));
    const timer = setTimeout(() => {
      timers.delete(timer);
      if (closed) return;
      if (members.size < definition.provisioned) void launch('provisioned-concurrency');
      else if (waiters.length > count('starting') && members.size < definition.limit) void launch('on-demand');
    }, delay);
    timers.add(timer);
  }

  async function acquire(): Promise<Member> {
    for (const member of members.values()) {
      if (member.state !== 'idle') continue;
      member.state = 'busy';
      return member;
    }
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject };
      waiters.push(waiter);
      const coming = count('starting') + count('finishing');
      if (waiters.length > coming && members.size < definition.limit) void launch('on-demand');
      // Nothing is starting that it could wait for: only environments whose answer is complete but which run on.
      if (count('starting') > 0) return;
      const timer = setTimeout(() => {
        timers.delete(timer);
        const at = waiters.indexOf(waiter);
        if (at < 0) return;
        waiters.splice(at, 1);
        reject(new Throttled('environments are still busy behind their answers'));
      }, FINISHING_MILLISECONDS);
      timers.add(timer);
    });
  }

  /** Concurrency is in use until the answer is complete, whoever still listens to it. */
  function releaseWith(member: Member, answer: RuntimeAnswer): void {
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      inFlight -= 1;
      if (member.state === 'busy') member.state = 'finishing';
    };
    if (answer.kind !== 'response') release();
    else answer.body.once('close', release).once('end', release);
  }

  return {
    definition,
    async start(parallel) {
      let left = definition.provisioned;
      const lane = async (): Promise<void> => {
        while (left > 0) {
          left -= 1;
          const failure = await launch('provisioned-concurrency');
          if (failure === undefined) continue;
          left = 0;
          throw failure;
        }
      };
      await Promise.all(Array.from({ length: Math.min(parallel, left) }, lane));
    },
    async invoke(invocation) {
      if (closed) throw new EnvironmentLost('the service ends');
      if (inFlight >= definition.limit) throw new Throttled(`${definition.limit} requests are running`);
      inFlight += 1;
      try {
        const member = await acquire();
        const environment = await member.environment;
        const answer = await environment.invoke(invocation);
        releaseWith(member, answer);
        return answer;
      } catch (error) {
        inFlight -= 1;
        throw error;
      }
    },
    figures() {
      const busy = count('busy') + count('finishing');
      return { provisioned: definition.provisioned, ready: busy + count('idle'), busy };
    },
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
