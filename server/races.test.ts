/** Two requests at the same moment, through the front door: whatever the order, one of the two outcomes that make sense. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemContext } from '#platform/context'
import { inPlatformTransaction, sql } from '#platform/database'
import { jobs } from './app.ts'
import { application, house, newPerson, secretIn, type Browser, type House } from './modules/users/house.fixture.ts'

/** Enough for both orders to come up, as a rule. */
const rounds = 6

async function invite(at: House, owner: { browser: Browser; workspaceId: string }, email: string, role: string) {
  const named = { 'watchword-workspace': owner.workspaceId }
  const { status } = await owner.browser.send('POST', '/invitations', { email, role }, named)
  assert.equal(status, 201)
  const job = jobs.find(({ name }) => name === 'workspaces.sendInvitation')
  assert.ok(job && !('of' in job))
  const waiting = at.queue.findLast(({ name }) => name === job.name)
  const ctx = systemContext(at.services, owner.workspaceId, 'req_test')
  await job.handle(ctx, job.input.parse(waiting?.data))
  const mail = at.mails.findLast(({ to }) => to?.[0]?.address === email)
  return /\/app\/invitation#([\w.-]+)/.exec(mail?.text ?? '')?.[1] ?? assert.fail(mail?.text ?? 'no mail')
}

/** Somebody who signed up and then joined the owner's workspace. */
async function joined(at: House, owner: { browser: Browser; workspaceId: string }, role: string) {
  const person = await newPerson(at)
  const secret = await invite(at, owner, person.email, role)
  assert.equal((await person.browser.send('POST', '/invitations/acceptance', { secret })).status, 200)
  return person
}

const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort()

async function usersWith(at: House, email: string): Promise<string[]> {
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql<{ id: string }>`select id from users where lower(email) = ${email}`.execute(db),
  )
  return rows.map(({ id }) => id)
}

async function rolesIn(at: House, workspaceId: string): Promise<Record<string, string>> {
  const { rows } = await inPlatformTransaction(at.services, ({ db }) =>
    sql<{ userId: string; role: string }>`
      select user_id, role from memberships where workspace_id = ${workspaceId}`.execute(db),
  )
  return Object.fromEntries(rows.map(({ userId, role }) => [userId, role]))
}

test('of two people who change to one address at the same moment one gets it, and the other keeps the own', async (t) => {
  const at = await house(t)
  for (let round = 0; round < rounds; round += 1) {
    const [one, two] = [await newPerson(at), await newPerson(at)]
    const { email } = application()
    const links: string[] = []
    for (const { browser } of [one, two]) {
      assert.equal((await browser.send('POST', '/user/email', { email })).status, 202)
      links.push(secretIn((await at.post()).find(({ to }) => to?.[0]?.address === email)))
    }
    const confirm = (secret: string | undefined) => at.browser().send('POST', '/email-changes/confirmation', { secret })
    const answers = await Promise.all(links.map(confirm))
    const [won, lost] = statuses(answers)
    assert.equal(won, 204)
    assert.ok(lost === 409 || lost === 410, String(lost))
    const [holder, ...more] = await usersWith(at, email)
    assert.ok(more.length === 0 && (holder === one.id || holder === two.id))
    const loser = holder === one.id ? two : one
    assert.deepEqual(await usersWith(at, loser.email), [loser.id])
    // Neither link does anything a second time.
    for (const link of links) assert.ok((await confirm(link)).status >= 400)
  }
})

test('of a sign-up and a change to the same address that are confirmed at the same moment one holds', async (t) => {
  const at = await house(t)
  for (let round = 0; round < rounds; round += 1) {
    const person = await newPerson(at)
    const form = application()
    await at.browser().send('POST', '/sign-ups', form)
    const signUp = secretIn((await at.post()).find(({ to }) => to?.[0]?.address === form.email))
    await person.browser.send('POST', '/user/email', { email: form.email })
    const change = secretIn((await at.post()).find(({ to }) => to?.[0]?.address === form.email))
    const answers = await Promise.all([
      at.browser().send('POST', '/sign-ups/confirmation', { secret: signUp, password: person.password }),
      at.browser().send('POST', '/email-changes/confirmation', { secret: change }),
    ])
    const worked = answers.filter(({ status }) => status < 300)
    assert.equal(worked.length, 1, JSON.stringify(statuses(answers)))
    assert.ok(
      answers.every(({ status }) => status < 500),
      JSON.stringify(statuses(answers)),
    )
    assert.equal((await usersWith(at, form.email)).length, 1)
  }
})

test('a change of role and a removal at the same moment never bring a member back', async (t) => {
  const at = await house(t)
  const owner = await newPerson(at)
  const named = { 'watchword-workspace': owner.workspaceId }
  const admin = await joined(at, owner, 'admin')
  for (let round = 0; round < rounds; round += 1) {
    const member = await joined(at, owner, 'member')
    const path = `/members/${member.id}`
    const [changed, removed] = await Promise.all([
      owner.browser.send('PATCH', path, { role: 'viewer' }, named),
      admin.browser.send('DELETE', path, undefined, named),
    ])
    assert.ok(changed.status === 200 || changed.status === 404, String(changed.status))
    assert.equal(removed.status, 204)
    assert.equal((await rolesIn(at, owner.workspaceId))[member.id], undefined)
    assert.ok((await member.browser.send('GET', '/projects', undefined, named)).status >= 400)
  }
})

test('when the ownership is handed to somebody who leaves at the same moment the workspace still has an owner', async (t) => {
  const at = await house(t)
  for (let round = 0; round < rounds; round += 1) {
    const owner = await newPerson(at)
    const named = { 'watchword-workspace': owner.workspaceId }
    const member = await joined(at, owner, 'member')
    const answers = await Promise.all([
      owner.browser.send('POST', '/workspace/ownership', { userId: member.id }, named),
      member.browser.send('DELETE', `/members/${member.id}`, undefined, named),
    ])
    assert.ok(
      answers.every(({ status }) => [200, 204, 404, 409].includes(status)),
      JSON.stringify(statuses(answers)),
    )
    const roles = Object.values(await rolesIn(at, owner.workspaceId))
    assert.equal(roles.filter((role) => role === 'owner').length, 1, JSON.stringify([statuses(answers), roles]))
  }
})

test('whoever accepts an invitation while the workspace is deleted does not get in', async (t) => {
  const at = await house(t)
  for (let round = 0; round < rounds; round += 1) {
    const owner = await newPerson(at)
    const named = { 'watchword-workspace': owner.workspaceId }
    const guest = await newPerson(at)
    const secret = await invite(at, owner, guest.email, 'member')
    const [deleted, accepted] = await Promise.all([
      owner.browser.send('DELETE', '/workspace', { slug: owner.workspace.slug }, named),
      guest.browser.send('POST', '/invitations/acceptance', { secret }),
    ])
    assert.equal(deleted.status, 202, JSON.stringify(deleted.body))
    assert.ok([200, 404, 409, 410].includes(accepted.status), String(accepted.status))
    for (const { browser } of [owner, guest]) {
      const { status } = await browser.send('GET', '/projects', undefined, named)
      assert.ok(status === 400 || status === 404, String(status))
    }
  }
})

test('a password that is changed and reset at the same moment is one of the two, and no third session lives', async (t) => {
  const at = await house(t)
  for (let round = 0; round < rounds; round += 1) {
    const person = await newPerson(at)
    const elsewhere = at.browser()
    await elsewhere.signIn(person.email, person.password)
    await at.browser().send('POST', '/password-resets', { email: person.email })
    const mail = (await at.post()).find(({ text }) => text?.includes('/app/reset-password#'))
    const [changedTo, resetTo] = [`changed ${person.id}`, `reset ${person.id}`]
    const answers = await Promise.all([
      person.browser.send('POST', '/user/password', { password: changedTo }),
      at.browser().send('POST', '/password-resets/completion', { secret: secretIn(mail), password: resetTo }),
    ])
    assert.ok(
      answers.every(({ status }) => status < 500),
      JSON.stringify(statuses(answers)),
    )
    assert.ok(
      answers.some(({ status }) => status === 204),
      JSON.stringify(statuses(answers)),
    )
    const opens: boolean[] = []
    for (const one of [person.password, changedTo, resetTo]) {
      opens.push((await at.browser().signIn(person.email, one)).status === 201)
    }
    assert.equal(opens[0], false)
    assert.notEqual(opens[1], opens[2])
    assert.equal(await elsewhere.isSignedIn(), false)
    // The browser that changed it stays signed in only if its change is what counts.
    if (opens[2]) assert.equal(await person.browser.isSignedIn(), false)
  }
})
