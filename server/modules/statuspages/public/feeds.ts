/**
 * The history of a page as Atom (RFC 4287), RSS 2.0 and JSON Feed 1.1, with its maintenance windows. Entries keep their
 * ids; a new update moves their time. Pure.
 */
import type { Snapshot } from '../snapshot.ts'
import { markup, paragraphs, type Html } from './markup.ts'
import { formatMoment, headlineWords, wordsOf } from './words.ts'

/** A reader asks every few minutes: newer entries only, so that the answer stays small. */
const shownEntries = 25
/** Updates told of one entry; its page has all. */
const shownUpdates = 20

type Entry = { url: string; title: string; publishedAt: Date; updatedAt: Date; story: Html }

export function atomFeed(snapshot: Snapshot): string {
  const { page } = snapshot
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${snapshot.locale}">
<id>${page.url}</id>
<title>${titleOf(snapshot)}</title>
<updated>${page.updatedAt.toISOString()}</updated>
<link rel="alternate" type="text/html" href="${page.url}"/>
<link rel="self" type="application/atom+xml" href="${page.url}/history.atom"/>
<author><name>${page.name}</name></author>
${entriesOf(snapshot).map(
  ({ url, title, publishedAt, updatedAt, story }) => markup`<entry>
<id>${url}</id>
<title>${title}</title>
<published>${publishedAt.toISOString()}</published>
<updated>${updatedAt.toISOString()}</updated>
<link rel="alternate" type="text/html" href="${url}"/>
<content type="html">${story.markup}</content>
</entry>
`,
)}</feed>
`.markup
}

export function rssFeed(snapshot: Snapshot): string {
  const { page } = snapshot
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${titleOf(snapshot)}</title>
<link>${page.url}</link>
<description>${page.name}: ${headlineWords(snapshot.headline, snapshot.locale)}</description>
<language>${snapshot.locale}</language>
<lastBuildDate>${page.updatedAt.toUTCString()}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${page.url}/history.rss"/>
${entriesOf(snapshot).map(
  ({ url, title, publishedAt, story }) => markup`<item>
<guid isPermaLink="true">${url}</guid>
<title>${title}</title>
<pubDate>${publishedAt.toUTCString()}</pubDate>
<link>${url}</link>
<description>${story.markup}</description>
</item>
`,
)}</channel>
</rss>
`.markup
}

/** https://www.jsonfeed.org/version/1.1/ */
export function jsonFeed(snapshot: Snapshot): string {
  const { page } = snapshot
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: titleOf(snapshot),
    home_page_url: page.url,
    feed_url: `${page.url}/history.json`,
    language: snapshot.locale,
    items: entriesOf(snapshot).map(({ url, title, publishedAt, updatedAt, story }) => ({
      id: url,
      url,
      title,
      content_html: story.markup,
      date_published: publishedAt.toISOString(),
      date_modified: updatedAt.toISOString(),
    })),
  })
}

function titleOf({ page, locale }: Snapshot): string {
  return wordsOf[locale].statusOf(page.name)
}

/** Reports and windows, the one that was last published first. */
function entriesOf(snapshot: Snapshot): Entry[] {
  const { page, locale } = snapshot
  const words = wordsOf[locale]
  const told = (word: string, at: Date, body: string): Html =>
    markup`<p><strong>${word}</strong>, ${formatMoment(at, page.timeZone, locale)}</p>${paragraphs(body)}`
  const reports = snapshot.reports.map((report): Entry => ({
    url: `${page.url}/reports/${report.id}`,
    title: report.title,
    publishedAt: report.createdAt,
    updatedAt: report.updatedAt,
    story: markup`${report.updates
      .slice(0, shownUpdates)
      .map(({ status, displayAt, body }) => told(words.report[status], displayAt, body))}`,
  }))
  const windows = snapshot.maintenances.map((window): Entry => {
    const from = formatMoment(window.scheduledFor, page.timeZone, locale)
    const to = formatMoment(window.scheduledUntil, page.timeZone, locale)
    return {
      url: `${page.url}/maintenance/${window.id}`,
      title: `${words.maintenance}: ${window.title}`,
      publishedAt: window.createdAt,
      updatedAt: window.updatedAt,
      story: markup`<p>${words.fromTo(from, to)}</p>${window.updates
        .slice(0, shownUpdates)
        .map(({ status, createdAt, body }) => told(words.window[status], createdAt, body))}`,
    }
  })
  return [...reports, ...windows]
    .toSorted((a, b) => b.publishedAt.getTime() - a.publishedAt.getTime() || (a.url < b.url ? -1 : 1))
    .slice(0, shownEntries)
}
