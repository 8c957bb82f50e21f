import assert from 'node:assert/strict'
import test from 'node:test'
import PostalMime from 'postal-mime'
import { inTransaction } from '#platform/database'
import { testContext } from '#testing'
import { locales } from '../look/locale.ts'
import { wordsOf } from '../public/words.ts'
import {
  createdPage,
  createdReport,
  formBody,
  get,
  mailTo,
  newAddress,
  patch,
  post,
  subscribed,
  subscriberOf,
  visit,
  withoutWorkers,
} from '../test-support.ts'
import { deliverSubscriberMails } from './deliver.ts'
import { later, mailServer } from './mail-server.fixture.ts'
import { setChoices } from './subscriber-repo.ts'
import { everything, linkSecret } from './subscriber.ts'
import { subscriberWords } from './words/words.ts'

test('a mail is in the language of the page, or in the one that its reader chose, with its direction and its dates', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  assert.equal((await patch(ctx, page.api, { locale: 'ar', timeZone: 'Asia/Tokyo' })).status, 200)
  const own = await subscribed(ctx, page)
  const german = await subscribed(ctx, page)
  await inTransaction(ctx, (tx) => setChoices(tx, german.id, { ...everything, locale: 'de' }))
  const { taken, mail } = await mailServer(t, ctx)
  const report = await createdReport(ctx, page, { components: [{ id: page.components[0], status: 'major_outage' }] })
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: report.updates[0].id })
  const read = async (address: string) => PostalMime.parse(taken.find(({ to }) => to === address)!.raw)
  const header = (parsed: Awaited<ReturnType<typeof read>>, key: string) =>
    parsed.headers.find((each) => each.key === key)?.value

  const arabic = await read(own.address)
  assert.equal(header(arabic, 'content-language'), 'ar')
  assert.match(arabic.html!, /<html lang="ar" dir="rtl">/)
  assert.equal(arabic.subject, `[${wordsOf.ar.report.investigating}] Checkout is slow – Acme`)
  assert.match(arabic.text!, /UTC\+09:00/)
  assert.ok(arabic.text!.includes(subscriberWords.ar.letter.unsubscribe))
  assert.match(header(arabic, 'list-unsubscribe')!, /\/unsubscribe\/[\w-]+>$/)

  const other = await read(german.address)
  assert.equal(header(other, 'content-language'), 'de')
  assert.match(other.html!, /<html lang="de" dir="ltr">/)
  assert.match(other.subject!, /^\[Wird untersucht\] /)
  assert.match(other.text!, /API: Großer Ausfall/)
  const out = new URL(/<(.*)>/.exec(header(other, 'list-unsubscribe')!)![1]!)
  assert.equal(out.searchParams.get('language'), 'de')
  const form = await visit(ctx, `${out.pathname}${out.search}`)
  assert.match(await form.text(), /<html lang="de" dir="ltr"[\s\S]*Statusmeldungen abbestellen/)
  // RFC 8058: the button of mail programs posts to that very address.
  assert.equal((await visit(ctx, `${out.pathname}${out.search}`, { method: 'POST' })).status, 200)
  assert.ok((await subscriberOf(ctx, german.address))!.unsubscribedAt)
})

test('a maintenance is told in each language, with its times in the zone of the page', async (t) => {
  const ctx = withoutWorkers(await testContext())
  const page = await createdPage(ctx)
  const readers = new Map<string, string>()
  for (const locale of locales) {
    const { id, address } = await subscribed(ctx, page)
    readers.set(address, locale)
    await inTransaction(ctx, (tx) => setChoices(tx, id, { ...everything, locale }))
  }
  const { taken, mail } = await mailServer(t, ctx)
  const planned = await post(ctx, `${page.api}/maintenance-windows`, {
    ...{ title: 'Database upgrade', body: 'We move.', durationMinutes: 60 },
    scheduledFor: later(ctx, 86_400_000).now().toISOString(),
  })
  assert.equal(planned.status, 201)
  const telling = await inTransaction(ctx, (tx) =>
    tx.db.selectFrom('subscriberTellings').select('id').where('pageId', '=', page.id).executeTakeFirstOrThrow(),
  )
  await deliverSubscriberMails.handle({ ...ctx, mail }, { updateId: telling.id })
  assert.equal(taken.length, locales.length)
  const subjects = new Set<string>()
  for (const { to, raw } of taken) {
    const locale = locales.find((each) => each === readers.get(to))!
    const parsed = await PostalMime.parse(raw)
    const words = subscriberWords[locale].letter
    assert.equal(parsed.subject, `[${words.maintenance.created}] Database upgrade – Acme`)
    for (const label of [words.from, words.until]) assert.match(parsed.text!, new RegExp(`^${label}: .* UTC$`, 'm'))
    subjects.add(parsed.subject)
  }
  assert.equal(subjects.size, locales.length)
})

test('the forms, the confirmation and the code are in the language in which somebody subscribed', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  const address = newAddress()
  const fields = { form: 'full', channel: 'email', address, language: 'fr' }
  const asked = await visit(ctx, `${page.web}/subscribers?language=fr`, formBody(fields))
  assert.equal(asked.headers.get('content-language'), 'fr')
  assert.match(await asked.text(), /Regardez votre boîte de réception/)
  const [confirmation] = await mailTo(ctx, address, 1)
  assert.equal(confirmation!.subject, subscriberWords.fr.confirmation.subject)
  const link = /https?:\S+\/confirm\/\S+/.exec(confirmation!.text)![0]
  const { pathname, search } = new URL(link)
  assert.equal(search, '?language=fr')
  assert.match(await (await visit(ctx, `${pathname}${search}`)).text(), /Confirmer l’abonnement/)
  assert.equal((await visit(ctx, `${pathname}${search}`, { method: 'POST' })).status, 200)

  const known = await visit(ctx, `${page.web}/preferences`, formBody({ address }))
  assert.match(await known.text(), /Type the code/, 'the answer does not tell in which language a known address reads')
  const code = (await mailTo(ctx, address, 2))[1]!
  assert.equal(code.subject, subscriberWords.fr.code.subject)
  const given = /^> (\d{6})$/m.exec(code.text)![1]!
  const opened = await visit(ctx, `${page.web}/preferences`, formBody({ address, code: given }))
  const path = new URL(opened.headers.get('location')!, 'http://watch.example').pathname
  assert.match(await (await visit(ctx, path)).text(), /<option value="fr" selected>/)
  const saved = await visit(ctx, path, formBody({ kinds: 'all', scope: 'page', language: 'ja' }))
  assert.match(await saved.text(), /<html lang="ja"[\s\S]*保存しました/)
  const { items } = await (await get(ctx, `${page.api}/subscribers`)).json()
  assert.partialDeepStrictEqual(items, [{ locale: 'ja' }])
})

test('each form is there in all six languages, leads to the others, and a language that is none is the page’s own', async () => {
  const ctx = await testContext()
  const page = await createdPage(ctx)
  for (const locale of locales) {
    for (const path of ['/subscribe', '/preferences']) {
      const response = await visit(ctx, `${page.web}${path}?language=${locale}`)
      const html = await response.text()
      assert.equal(response.headers.get('content-language'), locale)
      assert.match(html, new RegExp(`<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"`))
      for (const other of locales.filter((each) => each !== locale)) {
        const query = other === 'en' ? '' : `\\?language=${other}`
        assert.match(html, new RegExp(`href="${page.web}${path}${query}" lang="${other}"`))
      }
    }
  }
  const none = await visit(ctx, `${page.web}/subscribe?language=xx"><b>`)
  assert.equal(none.headers.get('content-language'), 'en')
  const gone = await visit(
    ctx,
    `/status/no-such-page/unsubscribe/${linkSecret(ctx.vault, 'unsubscribe', 'sub_1')}?language=es`,
  )
  assert.match(await gone.text(), /Cancelar la suscripción a los avisos/)
})
