/** What follows once it is known who asks: most requests are answered by the program itself. */
import type { PlatformTx } from '#platform/database'
import type { Purpose } from '#platform/inventory'
import { addLimit } from '#platform/processing'
import { purposeNames, purposes as notes, reasonAgainstObjection } from '#platform/purposes'
import { close } from './close.ts'
import { enqueueFulfilment } from './fulfil.ts'
import type { PrivacyRequest } from './request.ts'
import { whoAsks } from './who-asks.ts'

/** Goes on in the transaction in which it became clear who it is; the request's row is locked. */
export async function settle(tx: PlatformTx, request: PrivacyRequest): Promise<void> {
  if (request.type === 'restriction') return restrict(tx, request)
  if (request.type === 'objection') return object(tx, request)
  if (request.type === 'correction' || request.type === 'complaint') return undefined
  return enqueueFulfilment(tx, request.id)
}

async function restrict(tx: PlatformTx, request: PrivacyRequest): Promise<void> {
  await addLimit(tx, await whoAsks(tx, request), { kind: 'restriction', purposes: null, requestId: request.id })
  await close(tx, request, {
    state: 'answered',
    by: 'system',
    answer:
      'From now on your data is kept and not used: you get no notifications and no status updates, and no analysis or ' +
      'statistics takes it in. What keeps your sign-in safe, what the law demands and what you ask for yourself goes ' +
      'on. Before the restriction ends you are told.',
  })
}

async function object(tx: PlatformTx, request: PrivacyRequest): Promise<void> {
  const asked = request.purposes?.length
    ? request.purposes
    : purposeNames.filter((name) => !reasonAgainstObjection(name))
  const honoured = asked.filter((purpose) => reasonAgainstObjection(purpose) === undefined)
  if (honoured.length > 0) {
    const limit = { kind: 'objection', purposes: honoured, requestId: request.id } as const
    await addLimit(tx, await whoAsks(tx, request), limit)
  }
  await close(tx, request, {
    state: honoured.length > 0 ? 'answered' : 'rejected',
    by: 'system',
    answer: describeObjection(asked),
    data: { honoured, refused: asked.filter((purpose) => !honoured.includes(purpose)) },
  })
}

function describeObjection(asked: readonly Purpose[]): string {
  const lines = asked.map((purpose) => {
    const reason = reasonAgainstObjection(purpose)
    const { inWords } = notes[purpose]
    return reason === undefined
      ? `From now on your data is not used any more ${inWords}.`
      : `Your data goes on being used ${inWords}: ${reason}.`
  })
  return lines.join('\n\n')
}
