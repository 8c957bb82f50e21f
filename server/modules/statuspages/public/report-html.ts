/** The public page of one report: the whole story, newest first. Pure. */
import { isOpen, type Snapshot, type SnapshotReport } from '../snapshot.ts'
import { documentOf, homeOf, timeElement } from './layout.ts'
import { markup } from './markup.ts'
import { factsOf, footerOf, headOf, staleNotice, updatesOf, type Rendering } from './page-html.ts'

export function reportHtml(snapshot: Snapshot, report: SnapshotReport, { base, stale }: Rendering): string {
  const { page } = snapshot
  const time = (at: Date) => timeElement(at, page.timeZone)
  return documentOf({
    title: `${report.title} – ${page.name}`,
    head: headOf(snapshot, base),
    header: markup`<p><a href="${homeOf(base)}">← ${page.name}</a></p>`,
    main: markup`
${stale && staleNotice(snapshot)}
<h1>${report.title}</h1>
${factsOf(snapshot, report)}
<p class="small muted">Began ${time(report.startedAt)}. ${
      isOpen(report) ? 'Not resolved yet.' : report.resolvedAt && markup`Resolved ${time(report.resolvedAt)}.`
    }</p>
<h2>Updates</h2>
${updatesOf(snapshot, report, report.updates.length)}`,
    footer: footerOf(snapshot, base),
  })
}
