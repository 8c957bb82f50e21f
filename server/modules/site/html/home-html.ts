/** The front page and pricing. Says what there is, and nothing that there is not. Pure. */
import { markup } from '#platform/markup'
import { inApp, type Facts } from '../policy/rule.ts'
import { pageHtml } from './layout.ts'

export function homeHtml(facts: Facts): string {
  const { product } = facts.profile.operator
  return pageHtml(facts, {
    path: '/',
    title: product,
    description:
      'Operations software that keeps its word: errors become incidents, the right people are told, and every sentence of the privacy policy is proved.',
    main: markup`<div class="hero"><h1>Operations software that keeps its word</h1>
<p class="lead">${product} takes in the errors of your programs, makes one incident of each group of like ones, tells the people whose job it is, and lets you say publicly what is going on. What it promises about data, it proves.</p>
<p class="row"><a class="button" href="${inApp(facts, '/')}">Open the app</a><a class="button quiet" href="/docs/getting-started">Getting started</a></p></div>
<div class="cards">
${cards.map(([title, text, href, link]) => markup`<section class="card"><h2>${title}</h2><p>${text} <a href="${href}">${link}</a></p></section>`)}
</div>`,
  })
}

const cards = [
  [
    'One incident, not a thousand alerts',
    'Any Sentry SDK sends to it, with nothing but another DSN. Like errors become one incident, and one that comes back after a fix says so.',
    '/docs/sending-events',
    'Sending events',
  ],
  [
    'Told once, and you can see why',
    'Mail and signed webhooks, retried until they arrive. The trail of an incident shows who was told, when, through what, and who was not.',
    '/docs/notifications',
    'Notifications',
  ],
  [
    'A status page that stays up',
    'No cookie, no script, no third party, and it is served with the database down. Its subscribers get a mail for each update.',
    '/docs/status-pages',
    'Status pages',
  ],
  [
    'A policy that cannot lie',
    'Retention, export, erasure and the text of the policy come from one list. A sentence that no test proves is not published.',
    '/trust',
    'See the proof',
  ],
  [
    'Yours to run',
    'One command starts it with its databases built in; PostgreSQL, ClickHouse, NATS and Redis of your own can take over.',
    '/docs/operations',
    'Operations',
  ],
  [
    'Open for machines',
    'Everything that the app does goes through a documented API, described by OpenAPI.',
    '/docs/api',
    'The API',
  ],
] as const

export function pricingHtml(facts: Facts): string {
  const { product } = facts.profile.operator
  return pageHtml(facts, {
    path: '/pricing',
    title: 'Pricing',
    description: 'What it costs: nothing, where you run it yourself.',
    main: markup`<div class="prose"><h1>Pricing</h1>
<p class="lead">The software is free. You run it on machines of your own, and pay for these.</p>
<div class="cards"><section class="card"><h2>Self-hosted</h2><p><strong>Free</strong>, under the Apache licence 2.0.</p><ul><li>Everything that there is, no part held back</li><li>As many workspaces, members and projects as your machines can bear</li><li>Limits that you set yourself</li></ul><p><a class="button" href="/docs/getting-started">Getting started</a></p></section></div>
<p>There are no paid plans on this installation: ${product} asks for no payment and takes no card.</p></div>`,
  })
}
