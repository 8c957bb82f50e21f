import { findPersonByEmail } from '#modules/users'
import type { Services } from '#platform/context'
import { inPlatformTransaction } from '#platform/database'
import { newId } from '#platform/ids'
import { enqueueForPlatform } from '#platform/jobs'
import { mailGuessing } from './mail-guessing.ts'
import * as repo from './repo.ts'

const hourMs = 3_600_000
/** So long a sender is refused what it overdid. */
const refusedMs = hourMs
/** A person is told once a day, however long it goes on. */
const toldEveryMs = 24 * hourMs

/** The sender may not do it for an hour, and those who run the installation see it. */
export async function refuseSender(
  services: Services,
  kind: 'credentialStuffing' | 'mailFlood',
  { sender, counted }: { sender: string; counted: number },
): Promise<void> {
  const at = services.now()
  const action = kind === 'mailFlood' ? 'mailRefused' : 'signInRefused'
  const endsAt = new Date(at.getTime() + refusedMs)
  const signal = { id: newId('sig', at), kind, at, sender, userId: null, counted, action, endsAt } as const
  await inPlatformTransaction(services, (tx) => repo.insertSignal(tx, signal))
}

/** Many senders try passwords for one address: its owner is told. The address itself is not kept. */
export async function tellOfGuessing(services: Services, email: string, counted: number): Promise<void> {
  const at = services.now()
  await inPlatformTransaction(services, async (tx) => {
    const person = await findPersonByEmail(tx, email)
    if (person && (await repo.wasToldSince(tx, person.id, new Date(at.getTime() - toldEveryMs)))) return
    const id = newId('sig', at)
    const action = person ? 'personTold' : 'none'
    const about = { sender: null, userId: person?.id ?? null, counted, action, endsAt: null } as const
    await repo.insertSignal(tx, { id, kind: 'passwordGuessing', at, ...about })
    if (person) await enqueueForPlatform(tx, mailGuessing, { signalId: id })
  })
}
