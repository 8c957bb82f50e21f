import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineOf } from './filter-query.ts'
import { isShown, viewFilter } from './views.ts'

const ada = `usr_${'a'.repeat(32)}`
const known = {
  projects: [{ id: 'prj_1', name: 'Web shop' }],
  members: [{ userId: ada, name: 'Ada Lovelace', email: 'ada@example.com' }],
}

test('a filter line becomes a view and comes back the same', () => {
  const line =
    'is:open is:muted level:error severity:high severity:low owner:"Ada Lovelace" environment:prod ' +
    'project:"Web shop" kind:log firstSeen:>=2026-11-01 lastSeen:>30m number:7 "card expired"'
  const filter = viewFilter(line, known)
  assert.deepEqual(filter, {
    ...{ status: 'open,muted', level: 'error', severity: 'high,low', owner: ada, environment: 'prod' },
    ...{ projectId: 'prj_1', kind: 'log', newSince: new Date(2026, 10, 1).toISOString(), seenBefore: '30m' },
    ...{ number: '7', query: 'card expired' },
  })
  assert.equal(lineOf(filter, known), line)
  assert.equal(lineOf(viewFilter('', known), known), '')
})

test('a line says all that a view may hold, also who is gone and what nobody would type', () => {
  const gone = { owner: `usr_${'b'.repeat(32)}`, projectId: `prj_${'c'.repeat(32)}` }
  const filters = [
    { owner: 'me', newSince: '2026-11-01T10:00:00Z', newBefore: '1h', seenSince: '24h', seenBefore: '1m' },
    { owner: 'none', regressedSince: '1w', regressedBefore: '1d', escalatedSince: '2w', escalatedBefore: '30m' },
    { ...gone, release: 'a "b" \\c', environment: ' x ', query: 'is:open "twice" \\' },
    { number: '1e3', kind: 'heartbeat', severity: 'low', query: '#42' },
  ]
  for (const filter of filters) {
    const again = viewFilter(lineOf(filter, known), known)
    const { number, newSince } = again
    assert.deepEqual(
      { ...again, ...(number && { number: '1e3' }), ...(newSince && { newSince: newSince.replace('.000', '') }) },
      filter,
    )
  }
  assert.equal(lineOf({ owner: gone.owner }, known), `owner:${gone.owner}`)
})

test('the view that is shown is known by what it asks for, not by how it is written', () => {
  const view = { filter: { status: 'muted,open', level: 'error', owner: ada }, sort: 'lastSeen' as const }
  assert.ok(isShown(view, 'level:ERROR is:open is:muted owner:ada@example.com', undefined, known))
  assert.ok(!isShown(view, 'level:error is:open is:muted owner:me', undefined, known))
  assert.ok(!isShown(view, 'level:error is:open is:muted owner:"Ada Lovelace"', 'events', known))
  assert.ok(!isShown(view, 'level:error is:open owner:"Ada Lovelace"', undefined, known))
})
