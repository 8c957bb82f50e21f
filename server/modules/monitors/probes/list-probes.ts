import { requirePermission, type Context } from '#platform/context'
import { inTransaction } from '#platform/database'
import { checkTypes } from '../checks/index.ts'
import { stateOf, type Probe, type ProbeState } from './probe.ts'
import * as repo from './repo.ts'

export type DescribedProbe = Probe & {
  state: ProbeState
  /** Types that the server knows and it does not: it is older. Empty before it was seen. */
  missingTypes: string[]
}

const maxListed = 200

export async function listProbes(ctx: Context): Promise<DescribedProbe[]> {
  requirePermission(ctx, 'incidents.read')
  const probes = await inTransaction(ctx, (tx) => repo.list(tx, maxListed))
  return probes.map((probe) => describeProbe(ctx, probe))
}

export function describeProbe<P extends Probe>(ctx: Context, probe: P): P & DescribedProbe {
  const { types, lastSeenAt } = probe
  const missingTypes = lastSeenAt === null ? [] : checkTypes.filter((type) => !types.includes(type))
  return { ...probe, state: stateOf(probe, ctx.now()), missingTypes }
}
