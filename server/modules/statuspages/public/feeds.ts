/** The history of a page as Atom (RFC 4287) and RSS 2.0. Entries keep their ids; a new update moves their time. Pure. */
import { reportWords } from '../report.ts'
import { recentReports, type Snapshot, type SnapshotReport } from '../snapshot.ts'
import { formatTime } from '../time.ts'
import { markup, paragraphs, type Html } from './markup.ts'

/** A reader asks every few minutes: newer entries only, so that the answer stays small. */
const shownEntries = 25

export function atomFeed(snapshot: Snapshot): string {
  const { page } = snapshot
  return markup`<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${page.url}</id>
<title>${page.name} – status</title>
<updated>${page.updatedAt.toISOString()}</updated>
<link rel="alternate" type="text/html" href="${page.url}"/>
<link rel="self" type="application/atom+xml" href="${page.url}/history.atom"/>
<author><name>${page.name}</name></author>
${entries(snapshot).map(
  (report) => markup`<entry>
<id>${reportUrl(snapshot, report)}</id>
<title>${report.title}</title>
<published>${report.createdAt.toISOString()}</published>
<updated>${report.updatedAt.toISOString()}</updated>
<link rel="alternate" type="text/html" href="${reportUrl(snapshot, report)}"/>
<content type="html">${story(snapshot, report).markup}</content>
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
<title>${page.name} – status</title>
<link>${page.url}</link>
<description>${page.name}: ${snapshot.headline.description}</description>
<lastBuildDate>${page.updatedAt.toUTCString()}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${page.url}/history.rss"/>
${entries(snapshot).map(
  (report) => markup`<item>
<guid isPermaLink="true">${reportUrl(snapshot, report)}</guid>
<title>${report.title}</title>
<pubDate>${report.createdAt.toUTCString()}</pubDate>
<link>${reportUrl(snapshot, report)}</link>
<description>${story(snapshot, report).markup}</description>
</item>
`,
)}</channel>
</rss>
`.markup
}

function entries(snapshot: Snapshot): SnapshotReport[] {
  return snapshot.reports.slice(0, Math.min(recentReports, shownEntries))
}

function reportUrl({ page }: Snapshot, report: SnapshotReport): string {
  return `${page.url}/reports/${report.id}`
}

/** Markup that is escaped once more where it is put into the feed. */
function story({ page }: Snapshot, report: SnapshotReport): Html {
  return markup`${report.updates.map(
    ({ status, createdAt, body }) =>
      markup`<p><strong>${reportWords[status]}</strong>, ${formatTime(createdAt, page.timeZone)}</p>${paragraphs(body)}`,
  )}`
}
