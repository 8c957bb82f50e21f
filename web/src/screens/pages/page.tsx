import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import ExternalLinkIcon from 'lucide-react/icons/external-link'
import Megaphone from 'lucide-react/icons/megaphone'
import { buttonClass } from '../../components/button.tsx'
import { ExternalLink } from '../../components/facts.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Screen } from '../../components/screen.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { HeadlinePill } from '../../components/states.tsx'
import { Time } from '../../components/time.tsx'
import { Count, tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import type { StatusPage } from '../../api.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { Components } from './components.tsx'
import { Maintenances } from './maintenance/list.tsx'
import { PageSettings } from './page-settings.tsx'
import { Preview } from './preview.tsx'
import { pageQuery } from './queries.ts'
import { Reports } from './reports/list.tsx'
import { UptimeTab } from './uptime/uptime.tsx'
import { Subscribers } from './subscribers/subscribers.tsx'

const route = getRouteApi('/$workspace/pages/$pageId')

const tabs = [
  { id: 'components', word: 'Components' },
  { id: 'uptime', word: 'Uptime' },
  { id: 'reports', word: 'Reports' },
  { id: 'maintenance', word: 'Maintenance' },
  { id: 'subscribers', word: 'Subscribers' },
  { id: 'preview', word: 'Preview' },
  { id: 'settings', word: 'Settings' },
] as const

export function PageScreen() {
  const { slug } = useWorkspace()
  const { pageId } = route.useParams()
  const query = useQuery(pageQuery(slug, pageId))
  return (
    <Loaded whole query={query} skeleton={<Skeleton className="mx-8 my-8 h-40" />}>
      {(page) => <PageView page={page} />}
    </Loaded>
  )
}

function PageView({ page }: { page: StatusPage }) {
  const { tab = 'components' } = route.useSearch()
  const { slug } = useWorkspace()
  const refusal = useRefusal('statuspages.write')
  return (
    <Screen
      title={page.name}
      lead={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <HeadlinePill state={page.headline.indicator}>{page.headline.description}</HeadlinePill>
          <ExternalLink href={page.url} className="inline-flex items-center gap-1 text-link">
            {page.url.replace(/^https?:\/\//, '')}
            <ExternalLinkIcon className="size-3.5" aria-hidden />
          </ExternalLink>
        </span>
      }
      actions={
        !refusal && (
          <Link
            to="/$workspace/pages/$pageId/reports/new"
            params={{ workspace: slug, pageId: page.id }}
            className={buttonClass('primary')}
          >
            <Megaphone aria-hidden />
            Publish a report
          </Link>
        )
      }
    >
      {page.suspension && (
        <div role="status" className="mb-6 rounded-md border border-down bg-sunken px-4 py-3">
          <p className="font-medium">
            Whoever runs this installation took the page from the public <Time at={page.suspension.suspendedAt} />.
          </p>
          <p className="mt-1 break-words whitespace-pre-line text-muted">{page.suspension.reason}</p>
          <p className="mt-1 text-sm text-muted">
            To readers it is as if there was no page, whatever is set under “Settings”. You can go on working on it.
          </p>
        </div>
      )}
      <Tabs label="About this status page">
        {tabs.map(({ id, word }) => (
          <Link
            key={id}
            to="/$workspace/pages/$pageId"
            params={{ workspace: slug, pageId: page.id }}
            search={id === 'components' ? {} : { tab: id }}
            replace
            {...tabAttributes(tab === id)}
          >
            {word}
            {id === 'subscribers' && <Count>{page.subscriberCount}</Count>}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={tabs.find(({ id }) => id === tab)?.word ?? ''}>
        {tab === 'components' && <Components pageId={page.id} />}
        {tab === 'uptime' && <UptimeTab page={page} />}
        {tab === 'reports' && <Reports pageId={page.id} />}
        {tab === 'maintenance' && <Maintenances pageId={page.id} />}
        {tab === 'subscribers' && <Subscribers page={page} />}
        {tab === 'preview' && <Preview page={page} />}
        {tab === 'settings' && <PageSettings page={page} />}
      </TabPanel>
    </Screen>
  )
}
