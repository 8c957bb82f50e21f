import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Context } from '#platform/context'
import { inPlatformTransaction, inTransaction, sql } from '#platform/database'
import { newId } from '#platform/ids'
import { call, eventually, testContext, testServices, withRole } from '#testing'
import { asUser, auditOf, joined, person, rolesOf } from '../members.fixture.ts'
import { endpoints } from '../routes.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { findInvitation } from './find-invitation.ts'
import { forgetInvitation } from './forget-invitation.ts'
import { maxOpenInvitations } from './limits.ts'
import { linkSecret } from './invitation.ts'

const at = '2026-07-01T10:00:00.000Z'
const later = (ctx: Context, days: number): Context => {
  const now = new Date(ctx.now().getTime() + days * 86_400_000)
  return { ...ctx, now: () => now }
}
const invite = (ctx: Context, email: string, role = 'member') =>
  call(ctx, endpoints, 'POST', '/invitations', { email, role })
const accept = (ctx: Context, secret: string) => call(ctx, endpoints, 'POST', '/invitations/acceptance', { secret })
const lookUp = (ctx: Context, secret: string) => call(ctx, endpoints, 'POST', '/invitation-lookups', { secret })
const resend = (ctx: Context, id: string) => call(ctx, endpoints, 'POST', `/invitations/${id}/sending`)
const revoke = (ctx: Context, id: string) => call(ctx, endpoints, 'DELETE', `/invitations/${id}`)
const list = async (ctx: Context) => (await (await call(ctx, endpoints, 'GET', '/invitations')).json()).items

type Mail = { recipient: string; subject: string; text: string; html: string }

async function mailsTo(ctx: Context, address: string, count = 1): Promise<Mail[]> {
  return eventually(`${count} mails`, async () => {
    const found = await inTransaction(ctx, ({ db, workspaceId }) =>
      sql<Mail>`select recipient, subject, text, html from kept_mails
        where workspace_id = ${workspaceId} and recipient = ${address} order by created_at, id`.execute(db),
    )
    return found.rows.length === count && found.rows
  })
}

const secretIn = (mail: Mail | undefined): string => /\/app\/invitation#(\S+)/.exec(mail?.text ?? '')?.[1] ?? ''

/** Invites a person who can sign in; returns them with the secret that was mailed. */
async function invited(ctx: Context, role = 'member') {
  const guest = await person()
  const answer = await invite(ctx, guest.email, role)
  assert.equal(answer.status, 201)
  const { id } = await answer.json()
  const secret = secretIn((await mailsTo(ctx, guest.email))[0])
  assert.ok(secret)
  return { guest, id: id as string, secret, as: asUser(ctx, guest, 'viewer') }
}

test('an invitation is mailed, looked up and accepted, and whoever accepted is a member with that role [SEN-25] [OPS-24]', async () => {
  const ctx = await testContext()
  const { guest, id, secret, as } = await invited(ctx, 'admin')
  const found = await lookUp(as, secret)
  assert.equal(found.status, 200)
  assert.partialDeepStrictEqual(await found.json(), {
    email: guest.email,
    role: 'admin',
    invitedBy: 'Ada Tester',
    hasUser: true,
  })
  assert.equal(rolesOf.length, 1)
  assert.equal((await rolesOf(ctx))[guest.id], undefined)
  const answer = await accept(as, secret)
  assert.equal(answer.status, 200)
  assert.equal((await answer.json()).workspace.id, ctx.workspaceId)
  assert.equal((await rolesOf(ctx))[guest.id], 'admin')
  assert.deepEqual(await list(ctx), [])
  const audit = await auditOf(ctx)
  assert.deepEqual(
    audit.map(({ action }) => action),
    ['invitation.created', 'member.joined'],
  )
  assert.equal(audit[0]?.targetId, id)
  assert.equal(audit[1]?.targetId, guest.id)
})

test('until it is accepted an invitation opens nothing, and declined, revoked and expired ones never do [T-08] [SEN-25] [OPS-24]', async () => {
  const ctx = await testContext()
  const { guest, id, secret, as } = await invited(ctx)
  assert.equal((await rolesOf(ctx))[guest.id], undefined)
  assert.equal((await accept(later(as, 7), secret)).status, 410)
  assert.equal((await lookUp(later(as, 7), secret)).status, 410)
  assert.equal((await revoke(ctx, id)).status, 204)
  for (const answer of [await accept(as, secret), await lookUp(as, secret)]) {
    assert.equal(answer.status, 410)
    assert.equal((await answer.json()).code, 'gone')
  }
  assert.equal((await rolesOf(ctx))[guest.id], undefined)
  assert.equal((await revoke(ctx, id)).status, 404)
})

test('another person than the invited one cannot accept, and the invitation stays open for the right one [SEN-25]', async () => {
  const ctx = await testContext()
  const { secret, as, guest } = await invited(ctx)
  const other = asUser(ctx, await person(), 'viewer')
  const refused = await accept(other, secret)
  assert.equal(refused.status, 403)
  assert.match((await refused.json()).detail, /another address/)
  assert.equal((await rolesOf(ctx))[other.actor.id], undefined)
  assert.equal((await accept(as, secret)).status, 200)
  assert.equal((await rolesOf(ctx))[guest.id], 'member')
})

test('accepting twice at the same moment makes one membership; the used link is gone [SEN-25]', async () => {
  const ctx = await testContext()
  const { secret, as, guest } = await invited(ctx)
  const answers = await Promise.all([1, 2, 3, 4].map(() => accept(as, secret)))
  const statuses = answers.map(({ status }) => status).sort()
  assert.deepEqual(statuses, [200, 410, 410, 410])
  assert.equal((await rolesOf(ctx))[guest.id], 'member')
  assert.equal((await auditOf(ctx)).filter(({ action }) => action === 'member.joined').length, 1)
})

test('accepting and revoking at the same moment: either the person is a member or the invitation is revoked', async () => {
  for (let round = 0; round < 4; round++) {
    const ctx = await testContext()
    const { secret, as, guest, id } = await invited(ctx)
    const [accepted, revoked] = await Promise.all([accept(as, secret), revoke(ctx, id)])
    const isMember = (await rolesOf(ctx))[guest.id] !== undefined
    assert.equal(isMember, accepted.status === 200)
    assert.deepEqual([accepted.status, revoked.status], isMember ? [200, 404] : [410, 204])
  }
})

test('sending again makes a new link for seven more days and kills the old one', async () => {
  const ctx = await testContext()
  const { guest, id, secret, as } = await invited(ctx)
  const expired = later(ctx, 8)
  assert.partialDeepStrictEqual(await list(expired), [{ id, state: 'expired' }])
  const sent = await resend(ctx, id)
  assert.equal(sent.status, 202)
  assert.partialDeepStrictEqual(await sent.json(), { id, state: 'open', email: guest.email })
  const mails = await mailsTo(ctx, guest.email, 2)
  const secrets = mails.map(secretIn)
  assert.equal(new Set(secrets).size, 2)
  const renewed = secrets.find((candidate) => candidate !== secret) ?? ''
  assert.equal((await lookUp(as, secret)).status, 410)
  assert.equal((await accept(as, secret)).status, 410)
  assert.equal((await accept(as, renewed)).status, 200)
  assert.equal((await resend(ctx, id)).status, 404)
})

test('an address is invited once at a time, whatever its case; a member is not invited', async () => {
  const ctx = await testContext()
  const { guest, id } = await invited(ctx)
  const again = await invite(ctx, guest.email.toUpperCase().replace('EXAMPLE.COM', 'example.com'))
  assert.equal(again.status, 409)
  const problem = await again.json()
  assert.ok(!problem.detail.includes(id), 'an id tells people nothing')
  assert.equal(problem.fields[0].path, 'email')
  const both = await Promise.all(['x', 'X'].map((name) => invite(ctx, `${name}.${guest.email}`)))
  assert.deepEqual(both.map(({ status }) => status).sort(), [201, 409])
  const member = await joined(ctx, 'viewer')
  const { email } = (
    await inPlatformTransaction(await testServices(), ({ db }) =>
      sql<{ email: string }>`select email from users where id = ${member.actor.id}`.execute(db),
    )
  ).rows[0]!
  assert.equal((await invite(ctx, email)).status, 409)
  // An expired one makes room for a new one.
  assert.equal((await invite(later(ctx, 8), guest.email)).status, 201)
  assert.equal((await list(later(ctx, 8))).filter((item: { email: string }) => item.email === guest.email).length, 1)
})

test('inviting answers the same for an address that belongs to a user and for one that does not [SEN-25]', async () => {
  const ctx = await testContext()
  const known = await person()
  const answers = await Promise.all(
    [known.email, `nobody-${known.email}`].map(async (email) => (await invite(ctx, email)).json()),
  )
  const [one, other] = answers.map(({ id: _, email: __, createdAt: ___, expiresAt: ____, ...rest }) => rest)
  assert.deepEqual(one, other)
})

test('members and viewers invite nobody, admins no owners, and the list shows no secret', async () => {
  const ctx = await testContext()
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await invite(withRole(ctx, role), 'guest@example.com')).status, 403)
  }
  const admin = withRole(ctx, 'admin')
  assert.equal((await invite(admin, 'boss@example.com', 'owner')).status, 403)
  assert.equal((await invite(admin, 'helper@example.com', 'admin')).status, 201)
  const boss = await (await invite(ctx, 'boss@example.com', 'owner')).json()
  assert.equal((await resend(admin, boss.id)).status, 403)
  assert.equal((await revoke(admin, boss.id)).status, 403)
  for (const role of ['member', 'viewer'] as const) {
    assert.equal((await revoke(withRole(ctx, role), boss.id)).status, 403)
    assert.equal((await resend(withRole(ctx, role), boss.id)).status, 403)
  }
  const shown = JSON.stringify(await list(withRole(ctx, 'viewer')))
  assert.doesNotMatch(shown, /inl_|secret|link/i)
})

test('another workspace’s invitation does not exist here', async () => {
  const ctx = await testContext()
  const { id } = await (await invite(ctx, 'guest@example.com')).json()
  const other = await testContext()
  for (const act of [resend, revoke]) {
    const [foreign, none] = await Promise.all([act(other, id), act(other, newId('inv', ctx.now()))])
    assert.deepEqual([foreign.status, none.status], [404, 404])
    assert.equal((await foreign.json()).detail, (await none.json()).detail)
  }
  assert.deepEqual(await list(other), [])
})

test('the mail carries no words of its sender but two names in one line, and no markup of theirs [M-07]', async () => {
  const ctx = await testContext()
  const { id: userId, name } = await person('<b>Eve</b> https://evil.example/x‮gpj.exe')
  const eve = asUser(ctx, { id: userId, name }, 'owner')
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into memberships (workspace_id, user_id, role, joined_at)
      values (${workspaceId}, ${userId}, 'owner', ${now()})`.execute(db),
  )
  const renamed = `Free money <img src=x onerror=alert(1)> at www.evil.example ${'long '.repeat(25)}end`
  assert.equal((await call(ctx, endpoints, 'PATCH', '/workspace', { name: renamed })).status, 200)
  assert.equal((await invite(eve, 'victim@example.com')).status, 201)
  const [mail] = await mailsTo(ctx, 'victim@example.com')
  assert.ok(mail)
  assert.equal(mail.subject, 'You are invited to a workspace on Watchword')
  assert.doesNotMatch(mail.text, /evil\.example|https:\/\/evil|‮|end”/)
  assert.doesNotMatch(mail.html, /<b>Eve|<img|evil\.example/)
  const urls = mail.text.match(/https?:\/\/\S+/g) ?? []
  assert.equal(urls.length, 1)
  assert.ok(urls[0]?.startsWith(`${ctx.config.appUrl}/app/invitation#`))
})

test('secrets that are none of ours, from other places or too long are refused without a trace', async () => {
  const ctx = await testContext()
  const guest = asUser(ctx, await person(), 'viewer')
  const { secret } = await invited(ctx)
  const forged = [
    // The lowest bits of its last digit say nothing.
    `${secret.slice(0, -1)}${secret.endsWith('A') ? 'Q' : 'A'}`,
    `0${secret.slice(1)}`,
    "' or 1=1 --",
    'ü'.repeat(75),
    '{"$ne":null}',
  ].filter((text) => text !== secret)
  for (const text of forged) {
    assert.equal((await lookUp(guest, text)).status, 404, text)
    assert.equal((await accept(guest, text)).status, 404, text)
  }
  assert.equal((await accept(guest, 'x'.repeat(201))).status, 400)
  assert.equal((await accept(guest, '')).status, 400)
  // Well made, about nothing.
  assert.equal((await accept(guest, linkSecret(ctx.vault, newId('inl', ctx.now())))).status, 410)
})

test('addresses with tricks in them are no addresses', async () => {
  const ctx = await testContext()
  for (const email of [
    'a@b.example\r\nBcc: c@d.example',
    'a@b.example,c@d.example',
    '"x y"@b.example',
    'Ada <a@b.example>',
    "a'--@",
    `${'a'.repeat(250)}@b.example`,
    '',
  ]) {
    assert.equal((await invite(ctx, email)).status, 400, email)
  }
  assert.deepEqual(await list(ctx), [])
})

test('one address gets at most five mails a day from all workspaces, and the answer says when to come back', async () => {
  const ctx = await testContext()
  const { guest, id } = await invited(ctx)
  const other = await testContext()
  assert.equal((await invite(other, guest.email)).status, 201)
  for (let times = 0; times < 3; times++) assert.equal((await resend(ctx, id)).status, 202)
  const refused = await resend(ctx, id)
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
})

test('a workspace has at most 200 open invitations', async () => {
  const ctx = await testContext()
  await inTransaction(ctx, ({ db, workspaceId, now }) =>
    sql`insert into invitations (id, workspace_id, email, role, invited_by, link_id, created_at, expires_at)
      select 'inv_' || n, ${workspaceId}, n || '@example.com', 'member', 'usr_1', 'inl_' || ${workspaceId} || n, ${now()},
        ${new Date(now().getTime() + 1_000_000)}
      from generate_series(1, ${maxOpenInvitations}) n`.execute(db),
  )
  assert.equal((await invite(ctx, 'one.more@example.com')).status, 409)
  // Of those that have expired any number may wait to be forgotten.
  assert.equal((await invite(later(ctx, 1), 'one.more@example.com')).status, 201)
})

test('the list goes on page by page and repeats nothing', async () => {
  const ctx = await testContext()
  for (const name of ['a', 'b', 'c']) assert.equal((await invite(ctx, `${name}@example.com`)).status, 201)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`
    const page = await (await call(ctx, endpoints, 'GET', `/invitations?limit=2${query}`)).json()
    seen.push(...page.items.map(({ email }: { email: string }) => email))
    cursor = page.nextCursor
  }
  assert.deepEqual(seen, ['c@example.com', 'b@example.com', 'a@example.com'])
  assert.equal((await call(ctx, endpoints, 'GET', '/invitations?cursor=abc')).status, 400)
})

test('the address of someone who never came is forgotten 30 days after the invitation expired [OPS-24]', async () => {
  const ctx = await testContext()
  const { id } = await (await invite(ctx, 'never@example.com')).json()
  await forgetInvitation.handle(later(ctx, 36), { invitationId: id })
  assert.equal((await list(ctx)).length, 1)
  await forgetInvitation.handle(later(ctx, 38), { invitationId: id })
  assert.equal((await list(ctx)).length, 0)
})

test('signing up with an invitation makes the new person a member in the same transaction', async () => {
  const ctx = await testContext()
  const services = await testServices()
  const { guest, id, secret } = await invited(ctx, 'viewer')
  const found = await findInvitation(services, secret)
  assert.partialDeepStrictEqual(found, { id, workspaceId: ctx.workspaceId, email: guest.email, role: 'viewer' })
  await inPlatformTransaction(services, async (tx) => {
    const workspace = await acceptInvitation(tx, id, guest.id)
    assert.equal(workspace.id, ctx.workspaceId)
  })
  assert.equal((await rolesOf(ctx))[guest.id], 'viewer')
  assert.equal(await findInvitation(services, secret), undefined)
  await assert.rejects(
    inPlatformTransaction(services, (tx) => acceptInvitation(tx, id, guest.id)),
    { code: 'gone' },
  )
})

test('a member who is invited again by an older link is told that they are a member', async () => {
  const ctx = await testContext()
  const { guest, secret, as } = await invited(ctx)
  await inTransaction(ctx, ({ db, workspaceId }) =>
    sql`insert into memberships (workspace_id, user_id, role, joined_at)
      values (${workspaceId}, ${guest.id}, 'viewer', ${at})`.execute(db),
  )
  assert.equal((await accept(as, secret)).status, 409)
})
