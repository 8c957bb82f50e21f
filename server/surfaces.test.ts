/** The register of surfaces against the program: every route is on one, and what browsers keep is what it names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  analyticsKept,
  assets,
  contentSecurityPolicy,
  cookieNames,
  surfaceIds,
  surfaceOf,
  surfaces,
} from '#platform/http'
import { createMetrics } from '#platform/metrics'
import type { PolicyProfile } from '#platform/policy'
import { callRoute, testServices } from '#testing'
import { assemble, endpoints, inventory, visitorPages } from './app.ts'
import { everySentence } from './modules/site/index.ts'
import { everyPreset, profileOf, under } from './modules/site/site.fixture.ts'

/** All routes of the program, under a policy. */
async function houseOf(profile: PolicyProfile = profileOf('strict'), siteUrl: string | null = null) {
  const scoped = under(await testServices(), profile)
  // A registry of metrics takes each name once.
  const services = { ...scoped, config: { ...scoped.config, siteUrl }, metrics: createMetrics() }
  const { routes, drain } = assemble(services, await assets('/nowhere', '/app', visitorPages))
  await drain()
  return { services, routes }
}

test('every route and endpoint is on a surface, and every surface is in the policy [SEN-03, DSE-03, AHU-01, OPS-02]', async () => {
  const { routes } = await houseOf()
  assert.ok(routes.length > 40)
  const untold = [...routes, ...endpoints.map(({ path }) => ({ path: `/api/v1${path}` }))].filter(
    (route) => surfaceOf(route) === undefined,
  )
  assert.deepEqual(
    untold.map(({ path }) => path),
    [],
  )
  for (const preset of everyPreset) {
    const sentences = everySentence(inventory).filter((sentence) => sentence.preset === preset)
    const covered = sentences.find(({ ids }) => ids.includes('SEN-03'))?.text ?? ''
    for (const id of surfaceIds) assert.ok(covered.includes(surfaces[id].words), `${preset}: ${id}`)
  }
})

test('every surface has a route, so that the policy names none that is not there', async () => {
  const { routes } = await houseOf()
  const found = new Set(routes.map((route) => surfaceOf(route)))
  for (const id of surfaceIds) assert.ok(found.has(id), id)
})

test('what the register says of cookies and storage is what the inventory declares [DSE-16]', () => {
  const declared = (store: string): string[] =>
    inventory
      .filter((entry) => entry.store === store)
      .map(({ place }) => place)
      .sort()
  const named = surfaceIds.flatMap((id) => surfaces[id].cookies.flatMap((which) => [...cookieNames[which]]))
  assert.deepEqual([...named, ...analyticsKept.cookies].sort(), declared('cookie'))
  const storage = surfaceIds.flatMap((id) => surfaces[id].storage)
  assert.deepEqual([...storage, analyticsKept.choice].sort(), declared('browserStorage'))
})

for (const preset of everyPreset) {
  test(`${preset}: every answer in HTML carries the content security policy of its surface, and only a signed-in app gets a cookie [OPS-12, OPS-17, CAB-36]`, async () => {
    const { services, routes } = await houseOf(profileOf(preset))
    let pages = 0
    for (const route of routes.filter(({ methods, host }) => methods.includes('GET') && host === undefined)) {
      const id = surfaceOf(route)
      if (id === undefined || id === 'app' || id === 'ingest' || id === 'operations') continue
      const path = route.path.replaceAll(/\{\w+\}/g, 'nothing')
      const answer = await callRoute(services, routes, new Request(`http://localhost${path}`))
      assert.equal(answer.headers.get('set-cookie'), null, path)
      const policy = answer.headers.get('content-security-policy') ?? ''
      if (!answer.headers.get('content-type')?.startsWith('text/html')) continue
      pages += 1
      const own = contentSecurityPolicy(id).split('; ')
      for (const directive of own.filter((each) => !each.startsWith('img-src')))
        assert.ok(policy.includes(directive), path)
      // Nothing from anybody else: no host but our own, on whatever page.
      assert.doesNotMatch(policy, /https?:|\*|unsafe/, path)
      assert.doesNotMatch(await answer.text(), /<script(?! type="application\/json")[^>]*src="(?:https?:)?\/\//, path)
    }
    assert.ok(pages > 15, String(pages))
  })
}

test('Google’s hosts are allowed on the front page alone, and only where the operator named a property [OPS-17]', async () => {
  const profile = {
    ...profileOf('opsentry'),
    analytics: { mode: 'ga4-homepage', measurementId: 'G-ABCD1234' } as const,
  }
  const { services, routes } = await houseOf(profile, 'http://www.watch.example')
  const policyOf = async (path: string): Promise<string> => {
    const request = new Request(`http://www.watch.example${path}`, { headers: { host: 'www.watch.example' } })
    const answer = await callRoute(services, routes, request)
    assert.equal(answer.status, 200, path)
    return answer.headers.get('content-security-policy') ?? ''
  }
  for (const path of ['/pricing', '/privacy', '/docs', '/trust', '/cookies', '/privacy/request']) {
    assert.doesNotMatch(await policyOf(path), /google/, path)
  }
  assert.doesNotMatch(contentSecurityPolicy('app'), /google/)
  assert.doesNotMatch(contentSecurityPolicy('status'), /google/)
})
