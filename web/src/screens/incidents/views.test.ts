import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Project } from '../../api.ts'
import { isShown, viewFilter, viewLine } from './views.ts'

// Only what a view looks at.
const projects = [{ id: 'prj_1', name: 'Web shop' }] as Project[]

test('a filter line becomes a view and comes back the same', () => {
  const line = 'is:open is:muted level:error environment:prod project:"Web shop" "card expired"'
  const filter = viewFilter(line, projects)
  assert.deepEqual(filter, {
    ...{ status: 'open,muted', level: 'error', environment: 'prod', projectId: 'prj_1', query: 'card expired' },
  })
  assert.deepEqual(viewLine({ filter }, projects), { line })
  assert.deepEqual(viewLine({ filter: viewFilter('', projects) }, projects), { line: '' })
})

test('what the line cannot say is told, instead of being left out', () => {
  assert.deepEqual(viewLine({ filter: { owner: 'me', newSince: '2026-11-01T00:00:00Z' } }, projects), {
    unsaid: 'owner, new since',
  })
  assert.deepEqual(viewLine({ filter: { projectId: 'prj_2' } }, projects), { unsaid: 'a project that is gone' })
})

test('the view that is shown is known by what it asks for, not by how it is written', () => {
  const view = { filter: { status: 'muted,open', level: 'error' }, sort: 'lastSeen' as const }
  assert.ok(isShown(view, 'level:ERROR is:open is:muted', undefined, projects))
  assert.ok(!isShown(view, 'level:error is:open is:muted', 'events', projects))
  assert.ok(!isShown(view, 'level:error is:open', undefined, projects))
})
