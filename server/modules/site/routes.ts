/** Every path of the site. Each is read without a cookie, and answered from what holds at this moment. */
import { listVersions, requestForm, type PublishedVersion } from '#modules/privacy'
import { listPublicNotes } from '#modules/staff'
import type { Services } from '#platform/context'
import { notFound } from '#platform/errors'
import type { RawRequest, Route } from '#platform/http'
import type { InventoryEntry } from '#platform/inventory'
import { answerErrorAsPage, file, page } from './answers.ts'
import { factsOf, judgedPage, policyDocument } from './document.ts'
import * as files from './files.ts'
import { docHtml, loadDocs, type Docs } from './html/docs-html.ts'
import { homeHtml, pricingHtml } from './html/home-html.ts'
import { iconSvg } from './html/layout.ts'
import * as policy from './html/policy-html.ts'
import * as registers from './html/registers-html.ts'
import { requestHtml } from './html/request-html.ts'
import { trustHtml } from './html/trust-html.ts'
import { findText, textOf } from './kept-text.ts'
import { agreementSections, termsSections } from './pages.ts'
import { cookies, keptInBrowser } from './policy/cookies.ts'
import { policySections } from './policy/index.ts'
import type { Facts, Section } from './policy/rule.ts'
import { security } from './policy/security.ts'
import type { Sources } from './sources.ts'

export type SiteFacts = {
  inventory: readonly InventoryEntry[]
  sources: Sources
  /** Before that the front page leads to the app, where it is set up. */
  isSetUp(services: Services): Promise<boolean>
}

type Render = (services: Services, facts: Facts, request: RawRequest) => string | Promise<string>

export function siteRoutes({ inventory, sources, isSetUp }: SiteFacts): Route[] {
  const prove = sources.prove
  let docs: Docs | undefined
  let setUp: Services['database'] | undefined

  const html = (name: string, path: string, render: Render): Route =>
    route(name, path, async (services, request) => {
      const facts = factsOf(services, inventory)
      return page(request, path, await render(services, facts, request), facts)
    })
  const text = (name: string, path: string, type: string, render: Render): Route =>
    route(name, path, async (services, request) =>
      file(request, type, await render(services, factsOf(services, inventory), request)),
    )
  const data = (name: string, path: string, make: (services: Services, facts: Facts) => unknown): Route =>
    text(name, path, 'application/json; charset=utf-8', async (services, facts) =>
      JSON.stringify(await make(services, facts), null, 2),
    )
  const judged = async (services: Services, facts: Facts, sections: readonly Section[]) =>
    judgedPage(sections, facts, await prove(services, facts))
  const documentOf = async (services: Services, facts: Facts) => policyDocument(facts, await prove(services, facts))

  const front = html('siteHome', '/', (_, facts) => homeHtml(facts))
  const securityFile: Render = (services, facts) => files.securityTxt(facts, services.now())

  return [
    {
      ...front,
      handle: async (services, request) => {
        // Once it is set up it stays so.
        if (setUp !== services.database && (await isSetUp(services))) setUp = services.database
        return setUp === services.database ? front.handle(services, request) : toApp(services)
      },
    },
    html('sitePricing', '/pricing', (_, facts) => pricingHtml(facts)),
    html('sitePrivacy', '/privacy', async (services, facts) =>
      policy.privacyHtml(facts, await documentOf(services, facts), announcedOf(services)),
    ),
    data('sitePrivacyJson', '/privacy.json', async (services, facts) =>
      files.policyJson(await documentOf(services, facts)),
    ),
    text('sitePrivacyMarkdown', '/privacy.md', 'text/markdown; charset=utf-8', async (services, facts) =>
      files.policyMarkdown(await documentOf(services, facts)),
    ),
    html('sitePrivacyHistory', '/privacy/history', (services, facts) =>
      policy.historyHtml(facts, listVersions(services).map(listed)),
    ),
    html('sitePrivacyVersion', '/privacy/history/{version}', async (services, facts, request) => {
      const all = listVersions(services)
      const index = all.findIndex(({ version }) => version === request.params['version'])
      const found = all[index]
      if (!found) throw notFound('version')
      const then = factsOf(services, inventory, found)
      const kept = found.state === 'past' ? await findText(services, found.version) : undefined
      const body = kept ?? textOf(policyDocument(then, await prove(services, facts)))
      return policy.versionHtml(facts, listed(found, index, all), body, kept !== undefined)
    }),
    html('sitePrivacyRequest', '/privacy/request', (services, facts) => requestHtml(facts, requestForm(services))),
    html('siteCookies', '/cookies', async (services, facts) => {
      return registers.cookiesHtml(facts, await judged(services, facts, [cookies]), keptInBrowser(facts))
    }),
    data('siteCookiesJson', '/cookies.json', (_, facts) => files.cookiesJson(keptInBrowser(facts))),
    html('siteSecurity', '/security', async (services, facts) => {
      return registers.securityHtml(facts, await judged(services, facts, [security]), await listPublicNotes(services))
    }),
    html('siteSubprocessors', '/subprocessors', (_, facts) => registers.subprocessorsHtml(facts)),
    data('siteSubprocessorsJson', '/subprocessors.json', (_, facts) => files.subprocessorsJson(facts)),
    text('siteSubprocessorsFeed', '/subprocessors.atom', 'application/atom+xml; charset=utf-8', (services, facts) =>
      files.subprocessorsAtom(facts, services.policy.versions()),
    ),
    html('siteAgreement', '/dpa', async (services, facts) =>
      policy.sentencesPage(facts, {
        path: '/dpa',
        title: 'Data processing agreement',
        lead: 'What holds between a workspace and whoever runs this installation, for the data that is the workspace’s.',
        sections: await judged(services, facts, agreementSections),
        after: registers.processorsSection(facts),
      }),
    ),
    html('siteTerms', '/terms', async (services, facts) =>
      policy.sentencesPage(facts, {
        path: '/terms',
        title: 'Terms',
        lead: 'What the service is, and what it is not to be used for, in plain words.',
        sections: await judged(services, facts, termsSections),
      }),
    ),
    html('siteTrust', '/trust', async (services, facts) => {
      const proof = await prove(services, facts)
      return trustHtml(facts, judgedPage(policySections, facts, proof), proof, await sources.figures(services, facts))
    }),
    data('siteTrustJson', '/trust.json', async (services, facts) => {
      const proof = await prove(services, facts)
      return files.trustJson(facts, judgedPage(policySections, facts, proof), proof)
    }),
    text('siteSecurityTxt', '/.well-known/security.txt', 'text/plain; charset=utf-8', securityFile),
    text('siteSecurityTxt', '/security.txt', 'text/plain; charset=utf-8', securityFile),
    text('siteIcon', '/site/icon.svg', 'image/svg+xml', () => iconSvg),
    ...['/docs', '/docs/{page}', '/docs/adr/{decision}'].map((path) =>
      html('siteDocs', path, (_, facts, { params: { page: name = 'index', decision } }) => {
        docs ??= loadDocs()
        const doc = docs.find(decision === undefined ? name : `adr/${decision}`)
        if (!doc) throw notFound('page')
        return docHtml(facts, docs, doc)
      }),
    ),
  ]
}

/** Where the app is at another host this is the whole address. */
function toApp({ config }: Services): Response {
  return new Response(null, {
    status: 303,
    headers: { location: config.siteUrl === null ? '/app/' : `${config.appUrl}/app/` },
  })
}

function route(name: string, path: string, handle: Route['handle']): Route {
  return { name, methods: ['GET', 'HEAD'], path, handle, answerError: answerErrorAsPage }
}

const stateWords = {
  past: 'no longer in force',
  inForce: 'in force',
  announced: 'announced',
  withdrawn: 'announced and overtaken by a later one, never in force',
} as const

function listed(
  { version, announcedAt, effectiveAt, state, changes }: PublishedVersion,
  index: number,
  all: readonly unknown[],
) {
  const isFirst = index === all.length - 1
  return {
    ...{ version, announcedAt, effectiveAt, isPast: state === 'past', state: stateWords[state] },
    changes: isFirst ? null : changes,
  }
}

function announcedOf(services: Services): policy.Announced | undefined {
  // The next one to hold: the last of those that wait, newest first.
  return listVersions(services).findLast(({ state }) => state === 'announced')
}
