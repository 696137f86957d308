import type { PoolFigures } from '../types.ts';
import type { Environment } from './environment.ts';

export type InitializationType = 'provisioned-concurrency' | 'on-demand';

/** An environment in its pool. */
export interface Member {
  readonly initializationType: InitializationType;
  state: 'starting' | 'idle' | 'busy' | 'finishing' | 'gone';
  /** It is one too many, and ends when it has nothing to do. */
  isSurplus: boolean;
  readonly environment: Promise<Environment>;
}

/** In the order in which they can be spared. */
const BY_USE: readonly Member['state'][] = ['starting', 'idle', 'finishing', 'busy', 'gone'];

export const byUse = (one: Member, other: Member): number => BY_USE.indexOf(one.state) - BY_USE.indexOf(other.state);

export const isWarm = ({ initializationType }: Member): boolean => initializationType === 'provisioned-concurrency';

const isBusy = ({ state }: Member): boolean => state === 'busy' || state === 'finishing';
const isReady = (member: Member): boolean => member.state === 'idle' || isBusy(member);

/** What there is of a pool's members. */
export function memberFigures(members: Iterable<Member>): Omit<PoolFigures, 'provisioned' | 'failures' | 'running'> {
  const all = [...members];
  return {
    ready: all.filter(isReady).length,
    busy: all.filter(isBusy).length,
    warmRunning: all.filter((member) => isWarm(member) && member.state === 'busy').length,
    warmReady: all.filter((member) => isWarm(member) && !member.isSurplus && isReady(member)).length,
  };
}
