/** A person's bundle as text, piece by piece, so that it needs no more memory than a slice of rows. */
import { listActs, listRequestsOfKey } from '#modules/audit'
import type { Services } from '#platform/context'
import { inPrivacyTransaction } from '#platform/database'
import { version as program } from '#platform/version'
import type { Person } from '../person.ts'
import { personFormat, personFormatVersion, rights } from './person-bundle.ts'
import type { PersonPlan, PlannedPlace } from './plan-person-export.ts'
import { readSlice, type Cursor } from './read-rows.ts'

const sliceRows = 1_000

type About = { id: string; exportedAt: Date; person: Person; plan: PersonPlan }

/** `onRows` is told how many rows were written so far, after each slice. */
export async function* writePersonBundle(
  services: Services,
  about: About,
  onRows: (done: number) => Promise<void>,
): AsyncGenerator<string> {
  const { plan } = about
  const counts: { category: string; place: string; rows: number }[] = []
  let done = 0
  yield `${JSON.stringify(introduction(services, about)).slice(0, -1)},\n"categories":[`
  for (const [at, { head, places }] of plan.categories.entries()) {
    yield `${at === 0 ? '' : ','}\n${JSON.stringify(head).slice(0, -1)},"places":[`
    for (const [index, planned] of places.entries()) {
      yield `${index === 0 ? '' : ','}\n{"place":${JSON.stringify(planned.place)},"rows":[`
      let rows = 0
      for await (const slice of slicesOf(services, about, planned)) {
        if (slice.length > 0) yield `${rows === 0 ? '' : ','}\n${slice.join(',\n')}`
        rows += slice.length
        done += slice.length
        await onRows(done)
      }
      counts.push({ category: head.id, place: planned.place, rows })
      yield ']}'
    }
    yield ']}'
  }
  yield `],\n"workspaces":${JSON.stringify(plan.workspaces)},\n"counts":${JSON.stringify(counts)}}\n`
}

function introduction({ config, policy }: Services, { id, exportedAt, person }: About) {
  const { version, effectiveAt, profile } = policy.version()
  const { name, address, country } = profile.operator
  return {
    format: personFormat,
    version: personFormatVersion,
    schema: `${config.appUrl}/api/v1/schemas/person-bundle.json`,
    id,
    exportedAt: exportedAt.toISOString(),
    program,
    from: config.appUrl,
    person,
    policy: { version, effectiveAt: effectiveAt.toISOString(), url: `${config.appUrl}/privacy` },
    controller: { name, address, country, contacts: profile.contacts },
    rights,
  }
}

async function* slicesOf(services: Services, about: About, planned: PlannedPlace): AsyncGenerator<string[]> {
  if ('holding' in planned) yield* holdingSlices(services, planned)
  else if (planned.own === 'audit') yield* actSlices(services, about.person)
  else yield* requestSlices(services, about.plan)
}

async function* holdingSlices(services: Services, { holding }: Extract<PlannedPlace, { holding: unknown }>) {
  const { place: name, table, columns, where } = holding
  for (let after: Cursor | null = null, more = true; more;) {
    const slice: Awaited<ReturnType<typeof readSlice>> = await inPrivacyTransaction(services, (tx) =>
      readSlice(tx, { name, table, columns, where }, after, sliceRows),
    )
    yield slice.rows.map(({ row }) => row)
    after = slice.next
    more = after !== null
  }
}

async function* actSlices(services: Services, { userId }: Person): AsyncGenerator<string[]> {
  if (userId === null) return
  for (let after: { workspaceId: string; number: number } | null = null; ;) {
    const acts: Awaited<ReturnType<typeof listActs>> = await inPrivacyTransaction(services, (tx) =>
      listActs(tx, userId, after, sliceRows),
    )
    yield acts.map((act) => JSON.stringify(inColumnNames(act)))
    if (acts.length < sliceRows) return
    after = acts.at(-1) ?? null
  }
}

async function* requestSlices({ columns }: Services, { keys }: PersonPlan): AsyncGenerator<string[]> {
  for (const key of keys) {
    for (let after: { at: Date; id: string } | null = null; ;) {
      const requests: Awaited<ReturnType<typeof listRequestsOfKey>> = await listRequestsOfKey(
        columns,
        key,
        after,
        sliceRows,
      )
      yield requests.map((request) => JSON.stringify(inColumnNames({ ...key, ...request })))
      if (requests.length < sliceRows) break
      after = requests.at(-1) ?? null
    }
  }
}

/** All rows of a bundle name their fields as the stores do. */
function inColumnNames(row: object): object {
  const entries = Object.entries(row).map(([key, value]) => [
    key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    value,
  ])
  return Object.fromEntries(entries)
}
