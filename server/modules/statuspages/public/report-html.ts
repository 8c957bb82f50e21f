/** The public pages of one report and of one maintenance: the whole story, newest first. Pure. */
import { isOpen, type Snapshot, type SnapshotMaintenance, type SnapshotReport } from '../snapshot.ts'
import { documentOf, timeElement } from './layout.ts'
import { markup, type Html } from './markup.ts'
import {
  factsOf,
  footerOf,
  headOf,
  settingOf,
  staleNotice,
  updatesOf,
  windowFacts,
  windowUpdates,
  type Rendering,
  type Setting,
} from './page-html.ts'
import { wordsOf } from './words.ts'

export function reportHtml(snapshot: Snapshot, report: SnapshotReport, rendering: Rendering): string {
  const setting = settingOf(snapshot, rendering)
  const words = wordsOf[setting.locale]
  const time = (at: Date) => timeElement(at, snapshot.page.timeZone, setting.locale)
  return story(setting, rendering, {
    title: report.title,
    path: `/reports/${report.id}`,
    main: markup`${factsOf(setting, report)}
<p class="small muted">${words.began}: ${time(report.startedAt)}. ${
      isOpen(report) ? words.notResolved : report.resolvedAt && markup`${words.resolvedAt}: ${time(report.resolvedAt)}.`
    }</p>
<h2>${words.updates}</h2>
${updatesOf(setting, report, report.updates.length)}`,
  })
}

export function maintenanceHtml(snapshot: Snapshot, window: SnapshotMaintenance, rendering: Rendering): string {
  const setting = settingOf(snapshot, rendering)
  return story(setting, rendering, {
    title: window.title,
    path: `/maintenance/${window.id}`,
    main: markup`${windowFacts(setting, window)}
<h2>${wordsOf[setting.locale].updates}</h2>
${windowUpdates(setting, window, window.updates.length)}`,
  })
}

/** A page below the first one, with the way back. */
export function story(
  setting: Setting,
  { stale, isCopy }: Rendering,
  { title, path, main }: { title: string; path: string; main: Html },
): string {
  const { snapshot, locale, root } = setting
  const { page } = snapshot
  return documentOf({
    title: `${title} – ${page.name}`,
    locale,
    look: snapshot.look,
    head: headOf(setting),
    header: markup`<p><a href="${root === '' ? '/' : root}">${wordsOf[locale].backTo(page.name)}</a></p>`,
    main: markup`
${stale && staleNotice(setting, { isCopy })}
<h1 dir="auto">${title}</h1>
${main}`,
    footer: footerOf(setting, path),
  })
}
