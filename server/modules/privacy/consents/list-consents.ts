import type { PersonContext } from '#platform/context'
import { inPlatformTransaction, inPrivacyTransaction, sql } from '#platform/database'
import { consentPurposes, consentTexts, isAsked, isValid } from './consent.ts'
import * as repo from './repo.ts'

export type SubscriptionConsent = { page: string; givenAt: Date; withdrawnAt: Date | null }

/** What the person is asked, what they agreed to, and all that they ever did; with their subscriptions to status pages. */
export async function listOwnConsents(ctx: PersonContext) {
  const history = await inPlatformTransaction(ctx, (tx) => repo.listConsents(tx, ctx.person.id))
  const profile = ctx.policy.inForce()
  return {
    purposes: consentPurposes.map((purpose) => ({
      purpose,
      ...consentTexts[purpose],
      asked: isAsked(purpose, profile),
      given: history.some((one) => one.purpose === purpose && isValid(one, ctx.now())),
    })),
    history,
    subscriptions: await listSubscriptions(ctx),
  }
}

/** By reference: the confirmed subscription is the consent and its proof, and ends by the link in each mail. */
async function listSubscriptions(ctx: PersonContext): Promise<SubscriptionConsent[]> {
  return inPrivacyTransaction(ctx, async ({ db }) => {
    const { rows } = await sql<SubscriptionConsent>`
      select p.name as page, s.confirmed_at as given_at, s.unsubscribed_at as withdrawn_at
      from subscribers s join status_pages p on p.workspace_id = s.workspace_id and p.id = s.page_id
      where s.address_key = ${ctx.person.email.toLowerCase()} and s.confirmed_at is not null
      order by s.confirmed_at desc limit 200`.execute(db)
    return rows
  })
}
