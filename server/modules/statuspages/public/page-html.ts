/** The public page of a snapshot. Pure; without scripts and without anything from another host. */
import { componentWords, type Component } from '../component.ts'
import { impacts, type Impact } from '../headline.ts'
import { reportWords } from '../report.ts'
import { daysOf, isOpen, type Day, type Snapshot, type SnapshotReport } from '../snapshot.ts'
import { formatTime } from '../time.ts'
import { dayWords, documentOf, homeOf, timeElement, type Base } from './layout.ts'
import { markup, paragraphs, type Html } from './markup.ts'
import { icon, toneOfIndicator, toneOfStatus, type Tone } from './style.ts'

/** Updates of an open report that the page itself shows; the report's page has all. */
const shownUpdates = 3
/** Characters of the last update that a past report shows. */
const excerptLength = 220
/** Past reports shown of one day. */
const shownPerDay = 10

export type Rendering = { base: Base; stale: boolean; form?: { error: string; address: string } }

export function pageHtml(snapshot: Snapshot, { base, stale, form }: Rendering): string {
  const { page } = snapshot
  const open = snapshot.reports.filter(isOpen)
  return documentOf({
    title: `${page.name} – ${snapshot.headline.description}`,
    head: headOf(snapshot, base),
    header: markup`<h1>${page.name}</h1><a href="#subscribe">Get updates</a>`,
    main: markup`
${page.description !== '' && markup`<p class="lead">${page.description}</p>`}
${stale && staleNotice(snapshot)}
${banner(snapshot, open.length)}
${open.length > 0 && markup`<section aria-labelledby="now"><h2 id="now">Happening now</h2>${open.map((report) => openReport(snapshot, report, base))}</section>`}
${snapshot.components.length > 0 && services(snapshot.components)}
<section aria-labelledby="past"><h2 id="past">The past 14 days</h2>
${daysOf(snapshot, snapshot.takenAt).map((day, _, days) => dayOf(day, days[0]?.date ?? '', snapshot, base))}
</section>
${subscribe(base, form)}`,
    footer: footerOf(snapshot, base),
  })
}

export function headOf({ page, headline }: Snapshot, base: Base): Html {
  return markup`<link rel="icon" type="image/svg+xml" href="${base}/icon.svg">
<link rel="alternate" type="application/atom+xml" title="${page.name}" href="${base}/history.atom">
<meta name="description" content="${page.name}: ${headline.description}">`
}

export function staleNotice({ takenAt, page }: Snapshot): Html {
  return markup`<p class="notice" role="status">This page cannot be brought up to date at the moment. It shows what was known as of ${timeElement(takenAt, page.timeZone)}.</p>`
}

function banner({ headline, page }: Snapshot, openReports: number): Html {
  const tone = toneOfIndicator[headline.indicator]
  const reports = openReports === 1 ? 'One open report' : `${openReports} open reports`
  return markup`<div class="banner ${tone}" role="status">${icon(tone)}<p><strong>${headline.description}</strong>
<span class="small">${openReports > 0 && `${reports}. `}Last change ${formatTime(page.updatedAt, page.timeZone)}</span></p></div>`
}

function services(components: readonly Component[]): Html {
  return markup`<section aria-labelledby="services"><h2 id="services">Services</h2><ul class="card">
${components.map(({ name, description, status }) => {
  const tone = toneOfStatus[status]
  return markup`<li class="row"><span>${name}</span><span class="state ${tone}">${icon(tone)}${componentWords[status]}</span>${
    description !== '' && markup`<p class="small muted">${description}</p>`
  }</li>
`
})}</ul></section>`
}

const toneOfImpact: Record<Impact, Tone> = { none: 'work', minor: 'minor', major: 'major', critical: 'critical' }

export function impactWords(impact: Impact): string {
  return impacts.indexOf(impact) === 0
    ? 'No impact on services'
    : `${impact[0]?.toUpperCase()}${impact.slice(1)} impact`
}

function openReport(snapshot: Snapshot, report: SnapshotReport, base: Base): Html {
  const more = report.updates.length - shownUpdates
  return markup`<article class="card report ${toneOfImpact[report.impact]}">
<h3><a href="${base}/reports/${report.id}">${report.title}</a></h3>
${factsOf(snapshot, report)}
${updatesOf(snapshot, report, shownUpdates)}
${more > 0 && markup`<p class="small"><a href="${base}/reports/${report.id}">${more} earlier ${more === 1 ? 'update' : 'updates'}</a></p>`}
</article>`
}

/** Impact, and each affected service with its state now. */
export function factsOf(snapshot: Snapshot, report: SnapshotReport): Html {
  const tone = toneOfImpact[report.impact]
  const affected = snapshot.components.filter(({ id }) => report.componentIds.includes(id))
  return markup`<p class="facts small"><span class="state ${tone}">${icon(tone)}${impactWords(report.impact)}</span>${
    affected.length > 0 && markup`<span class="muted">Affects ${affected.map(({ name }) => name).join(', ')}</span>`
  }</p>`
}

export function updatesOf({ page }: Snapshot, { updates }: SnapshotReport, limit: number): Html {
  return markup`<ol class="updates">${updates.slice(0, limit).map(
    ({ status, createdAt, body }) =>
      markup`<li><strong>${reportWords[status]}</strong> ${timeElement(createdAt, page.timeZone)}${paragraphs(body)}</li>
`,
  )}</ol>`
}

function dayOf({ date, reports }: Day, today: string, { page }: Snapshot, base: Base): Html {
  if (reports.length === 0) {
    return markup`<div class="day"><h3>${dayWords(date, today)}</h3><p class="muted">No incidents reported</p></div>
`
  }
  return markup`<div class="day"><h3>${dayWords(date, today)}</h3><ul>${reports.slice(0, shownPerDay).map((report) => {
    const [last] = report.updates
    return markup`<li><h4><a href="${base}/reports/${report.id}">${report.title}</a></h4>
<p class="small">${last && markup`<strong>${reportWords[last.status]}</strong> ${timeElement(last.createdAt, page.timeZone)}`}</p>
${last && !isOpen(report) && markup`<p class="small muted">${excerpt(last.body)}</p>`}</li>`
  })}</ul></div>
`
}

function excerpt(body: string): string {
  const text = body.replaceAll(/\s+/g, ' ').trim()
  return text.length <= excerptLength ? text : `${text.slice(0, excerptLength).toWellFormed()}…`
}

function subscribe(base: Base, form: Rendering['form']): Html {
  return markup`<section aria-labelledby="subscribe"><h2 id="subscribe">Get updates by mail</h2>
<p class="muted small">You confirm your address once, and every mail has a link to stop. The address is used for nothing else.</p>
<form method="post" action="${base}/subscribers">
<label for="address">E-mail address</label>
${form && markup`<p class="error" id="address-error" role="alert">${form.error}</p>`}
<input id="address" name="address" type="email" required maxlength="254" autocomplete="email" value="${form?.address}"${
    form && markup` aria-invalid="true" aria-describedby="address-error"`
  }>
<button type="submit">Subscribe</button>
</form></section>`
}

export function footerOf({ page, takenAt }: Snapshot, base: Base): Html {
  return markup`<p>As of ${timeElement(takenAt, page.timeZone)}. Times are in ${page.timeZone}.</p>
<ul><li><a href="${homeOf(base)}">Status</a></li><li><a href="${base}/history.atom">Atom feed</a></li><li><a href="${base}/history.rss">RSS feed</a></li><li><a href="${base}/api/v2/summary.json">API</a></li></ul>`
}
