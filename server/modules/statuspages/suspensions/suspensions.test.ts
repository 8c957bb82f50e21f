import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newHexKey } from '#platform/ids'
import { openHouse } from '../../staff/house.fixture.ts'
import { visit } from '../test-support.ts'

const reason = 'The page pretends to be a bank.'
const paths = ['', '/history', '/api/v2/summary.json', '/history.atom', '/badge.svg', '/widget.js', '/subscribe', '/de']

test('a page that staff suspend is to everybody what no page is, its members are told why, and it comes back as it was', async (t) => {
  const at = await openHouse(t)
  const owner = await at.person('Owner')
  const operator = await at.person('Operator', { protect: true })
  await at.join(at.operators, operator, 'owner')
  const { slug: workspace } = await at.workspace(owner)
  const inside = (await at.browser(owner)).inside(workspace)
  const slug = `page-${newHexKey(6)}`
  const { body: page } = await inside('POST', '/status-pages', { slug, name: 'Bank' })
  assert.equal(page.suspension, null)
  const statuses = async (name: string) =>
    Promise.all(paths.map(async (path) => (await visit(at.services, `/status/${name}${path}`)).status))
  assert.deepEqual(
    await statuses(slug),
    paths.map(() => 200),
  )

  const staff = await at.browser(operator)
  const suspended = await staff.send('POST', '/staff/suspended-pages', { slug, reason })
  assert.equal(suspended.status, 201, JSON.stringify(suspended.body))
  assert.partialDeepStrictEqual(suspended.body, { pageId: page.id, slug, reason, workspace: { slug: workspace } })
  assert.equal((await staff.send('POST', '/staff/suspended-pages', { slug, reason })).status, 409)
  assert.deepEqual(await statuses(slug), await statuses(`no-${slug}`))
  assert.ok((await statuses(slug)).every((status) => status === 404))
  const seen = await inside('GET', `/status-pages/${page.id}`)
  assert.partialDeepStrictEqual(seen.body.suspension, { reason })
  assert.equal((await inside('GET', `/status-pages/${page.id}/preview`)).status, 200)
  // What its members set meanwhile opens nothing.
  assert.equal((await inside('PUT', `/status-pages/${page.id}/access`, { kind: 'public' })).status, 200)
  assert.equal((await visit(at.services, `/status/${slug}`)).status, 404)
  const moved = `page-${newHexKey(6)}`
  assert.equal((await inside('PATCH', `/status-pages/${page.id}`, { slug: moved })).status, 200)
  assert.equal((await visit(at.services, `/status/${moved}`)).status, 404)

  const listed = await staff.send('GET', '/staff/suspended-pages')
  assert.ok(listed.body.items.some((each: { slug: string }) => each.slug === moved))
  assert.equal((await staff.send('DELETE', `/staff/suspended-pages/${page.id}`)).status, 204)
  assert.equal((await staff.send('DELETE', `/staff/suspended-pages/${page.id}`)).status, 404)
  assert.deepEqual(
    await statuses(moved),
    paths.map(() => 200),
  )
  const { body: audit } = await inside('GET', '/audit-entries')
  const acts = audit.items.filter(({ action }: { action: string }) => /^statusPage\.(un)?suspended$/.test(action))
  assert.deepEqual(
    acts.map(({ action }: { action: string }) => action),
    ['statusPage.unsuspended', 'statusPage.suspended'],
  )
})

test('nobody but staff with a second factor suspends a page or sees which are', async (t) => {
  const at = await openHouse(t)
  const owner = await at.person('Owner', { protect: true })
  await at.workspace(owner)
  const bare = await at.person('Bare')
  await at.join(at.operators, bare, 'owner')
  for (const person of [owner, bare]) {
    const browser = await at.browser(person)
    const body = { slug: 'acme', reason }
    assert.equal((await browser.send('GET', '/staff/suspended-pages')).status, 403)
    assert.equal((await browser.send('POST', '/staff/suspended-pages', body)).status, 403)
    assert.equal((await browser.send('DELETE', `/staff/suspended-pages/${'a'.repeat(12)}`)).status, 403)
  }
  assert.equal((await (await at.browser()).send('GET', '/staff/suspended-pages')).status, 401)
})

test('a page that is not there cannot be suspended', async (t) => {
  const at = await openHouse(t)
  const operator = await at.person('Operator', { protect: true })
  await at.join(at.operators, operator, 'owner')
  const staff = await at.browser(operator)
  const answer = await staff.send('POST', '/staff/suspended-pages', { slug: `no-${newHexKey(6)}`, reason })
  assert.equal(answer.status, 404)
})
