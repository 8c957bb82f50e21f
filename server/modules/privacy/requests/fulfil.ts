/** What takes longer than a transaction: making the copy of somebody's data, and erasing it. */
import { sendOnce } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction, type PlatformTx } from '#platform/database'
import type { InventoryEntry } from '#platform/inventory'
import { definePlatformJob, enqueueForPlatform, type PlatformJob } from '#platform/jobs'
import { z } from 'zod'
import { close, closeQuietly } from './close.ts'
import { letter } from './letters.ts'
import type { PrivacyRequest } from './request.ts'
import * as repo from './repo.ts'
import { askWorkspaces } from './routed/ask-workspaces.ts'
import { findWorkspacesWith } from './routed/find-workspaces.ts'
import { whoAsks, type Asker } from './who-asks.ts'

/** The parts of the engine that do it. */
export type Hands = {
  /** Starts the copy and returns its id. */
  startExport(services: Services, who: Asker): Promise<string>
  exportState(services: Services, exportId: string): Promise<'running' | 'ready' | 'failed'>
  /** Erases at once; tells the person with a receipt. Safe to ask for twice. */
  erase(services: Services, who: Asker): Promise<void>
}

const jobName = 'privacy.fulfilRequest'
const input = z.object({ requestId: z.string(), exportId: z.string().optional() })
type Input = z.infer<typeof input>

/** How often it is looked whether a copy is ready. */
const lookAgainMs = 15_000

/** By name: the job itself is only made where it is known who does the work. */
export async function enqueueFulfilment(tx: PlatformTx, requestId: string): Promise<void> {
  await tx.jobs.enqueue(tx, jobName, { requestId }, {})
}

export function createFulfilment(inventory: readonly InventoryEntry[], hands: Hands): PlatformJob<Input> {
  const job: PlatformJob<Input> = definePlatformJob({
    name: jobName,
    purpose: 'compliance',
    reads: ['C01', 'C31'],
    input,
    handle: async (services, { requestId, exportId }) => {
      const found = await find(services, requestId)
      if (!found) return
      const { request, who } = found
      if (exportId === undefined) await askThoseConcerned(services, inventory, found)
      if (request.type === 'deletion') return erase(services, hands, found)
      const id = exportId ?? (await hands.startExport(services, who))
      const state = await hands.exportState(services, id)
      await inPlatformTransaction(services, (tx) => afterLook(tx, job, { requestId, exportId: id }, state))
    },
  })
  return job
}

type Found = { request: PrivacyRequest; who: Asker }

/** Undefined for one that is done, or whose asker is not certain any more. */
function find(services: Services, requestId: string): Promise<Found | undefined> {
  return inPlatformTransaction(services, async (tx) => {
    const request = await repo.findRequest(tx, requestId)
    if (request?.state !== 'open' || !request.verifiedAt) return undefined
    return { request, who: await whoAsks(tx, request) }
  })
}

/** What programs of workspaces sent about the person is for those workspaces to answer. */
async function askThoseConcerned(
  services: Services,
  inventory: readonly InventoryEntry[],
  { request, who }: Found,
): Promise<void> {
  if (who.address === null) return
  const workspaceIds = await findWorkspacesWith(services, inventory, who.address)
  if (workspaceIds.length === 0) return
  await inPlatformTransaction(services, (tx) => askWorkspaces(tx, request, workspaceIds, 'system'))
}

const words = {
  ready:
    'A copy of all that we keep about you is ready. Another mail says where you fetch it. It says for each kind of ' +
    'data what it is used for, who gets it, how long it is kept and where it comes from.',
  erasing:
    'All that we keep about you is being erased now. What the law makes us keep stays as long as it says. A receipt ' +
    'follows that says what went, what stays, why and until when.',
} as const

async function afterLook(
  tx: PlatformTx,
  job: PlatformJob<Input>,
  look: Required<Input>,
  state: 'running' | 'ready' | 'failed',
): Promise<void> {
  const request = await repo.getRequestForUpdate(tx, look.requestId)
  if (request.state !== 'open') return
  if (state === 'ready') return close(tx, request, { state: 'answered', by: 'system', answer: words.ready })
  // Failed for good: it stays in the queue of those who run the installation, with its clock.
  if (state === 'failed') return
  await enqueueForPlatform(tx, job, look, { startAfter: new Date(tx.now().getTime() + lookAgainMs) })
}

/** The answer goes out first: afterwards nobody knows any more where to. */
async function erase(services: Services, hands: Hands, { request, who }: Found): Promise<void> {
  const answer = words.erasing
  if (who.address !== null) {
    const about = {
      request: { ...request, answer },
      address: who.address,
      id: request.id,
      appUrl: services.config.appUrl,
      profile: services.policy.inForce(),
      secret: '',
      reason: '',
    }
    await sendOnce(services, letter('answer', about))
  }
  await hands.erase(services, who)
  await inPlatformTransaction(services, async (tx) => {
    const now = await repo.findRequest(tx, request.id)
    if (now?.state === 'open') await closeQuietly(tx, now, { state: 'answered', by: 'system', answer })
  })
}
