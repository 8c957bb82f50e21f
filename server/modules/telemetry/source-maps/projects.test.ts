/** Whose map an event gets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, testContext } from '#testing'
import { endpoints } from '../../../app.ts'
import { newProject } from './build.fixture.ts'
import { clientFor } from './client.fixture.ts'
import { browserEvent, runBundle, send } from './event.fixture.ts'
import { bundleEntries, debugIdOf, tinyMap, zipOf } from './zip.fixture.ts'

test("the same debug id in two projects and two workspaces: each event gets its own project's map or none [T-03] [T-10]", async () => {
  const ctx = await testContext()
  const [a, b, none] = [await newProject(ctx), await newProject(ctx), await newProject(ctx)]
  const other = await testContext()
  const foreign = await newProject(other)
  const debugId = debugIdOf('shared')
  const frames = [
    {
      function: 'f',
      filename: 'https://x/app.min.js',
      abs_path: 'https://x/app.min.js',
      lineno: 1,
      colno: 1,
      in_app: true,
    },
  ]
  const failure = { frames, debugId, type: 'Error', value: 'no' }
  const bundleOf = (name: string) =>
    zipOf(bundleEntries({ debugId, map: tinyMap(`src/${name}.ts`, `// secret of ${name}`) }))
  const [client, foreignClient] = [await clientFor(ctx), await clientFor(other)]
  assert.equal((await client.upload(bundleOf('a'), { projects: [a.id] })).state, 'ok')
  assert.equal((await foreignClient.upload(bundleOf('foreign'), { projects: [foreign.id] })).state, 'ok')
  const fileOf = async (at: typeof ctx, project: typeof a) => {
    const { event } = await send(at, project, browserEvent(failure))
    assert.ok(!JSON.stringify(event).includes('secret of') || event.exceptions[0].frames[0].contextLine !== undefined)
    return event.exceptions[0].frames[0].file
  }
  assert.equal(await fileOf(ctx, a), 'src/a.ts')
  assert.equal(await fileOf(ctx, b), 'https://x/app.min.js')
  assert.equal((await client.upload(bundleOf('b'), { projects: [b.id] })).state, 'ok')
  assert.equal(await fileOf(ctx, b), 'src/b.ts')
  assert.equal(await fileOf(ctx, a), 'src/a.ts')
  assert.equal(await fileOf(ctx, none), 'https://x/app.min.js')
  assert.equal(await fileOf(other, foreign), 'src/foreign.ts')
  const path = `/projects/${a.id}/source-maps`
  const [map] = (await (await call(ctx, endpoints, 'GET', path)).json()).items
  assert.equal((await call(other, endpoints, 'GET', path)).status, 404)
  assert.equal((await call(ctx, endpoints, 'DELETE', `/projects/${b.id}/source-maps/${map.id}`)).status, 404)
})

test('an event without anything that names a map is not touched', async () => {
  const ctx = await testContext()
  const project = await newProject(ctx)
  const { frames, ...failure } = runBundle('globalThis.start = () => { throw new Error("no") }', 'https://x/a.js')
  const { event } = await send(ctx, project, browserEvent({ ...failure, frames }))
  assert.deepEqual(event.notes, [])
  assert.equal(event.exceptions[0].frames[0].minified, undefined)
})
