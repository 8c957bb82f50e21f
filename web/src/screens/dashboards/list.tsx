import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import FileUp from 'lucide-react/icons/file-up'
import Plus from 'lucide-react/icons/plus'
import SearchX from 'lucide-react/icons/search-x'
import { lazy, Suspense } from 'react'
import type { DashboardItem } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { useKeys } from '../../keys.ts'
import { useRefusal, useWorkspace } from '../../session.ts'
import { useRowKeys } from '../releases/use-row-keys.ts'
import { DashboardFilterBar } from './list-filter.tsx'
import { CuratedCard, DashboardRow } from './list-row.tsx'
import { fits, tagsOf } from './list-sort.ts'
import { dashboardsQuery } from './queries.ts'

const ImportDialog = lazy(async () => ({ default: (await import('./import/dialog.tsx')).ImportDialog }))
const NewDialog = lazy(async () => ({ default: (await import('./new-dialog.tsx')).NewDialog }))

const route = getRouteApi('/$workspace/dashboards')

/** Own dashboards, starred ones first, and those that come with Watchword. */
export function DashboardList() {
  const { slug } = useWorkspace()
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const refusal = useRefusal('dashboards.write')
  const query = useQuery(dashboardsQuery(slug))
  const open = (what: 'new' | 'import' | undefined): void =>
    void navigate({ search: (before) => ({ ...before, open: what }), replace: true })
  useKeys([{ keys: 'c', does: 'Create a dashboard', group: 'List', run: () => !refusal && open('new') }])
  return (
    <Screen
      title="Dashboards"
      lead="Panels of figures over time, for everyone in the workspace."
      actions={
        <>
          <Button icon={<FileUp aria-hidden />} refusal={refusal} onClick={() => open('import')}>
            Import
          </Button>
          <Button look="primary" icon={<Plus aria-hidden />} refusal={refusal} onClick={() => open('new')} title="c">
            New dashboard
          </Button>
        </>
      }
    >
      <Loaded query={query} skeleton={<SkeletonRows rows={6} />}>
        {({ items }) => <Found items={items} />}
      </Loaded>
      <Suspense>
        {search.open === 'import' && <ImportDialog onClose={() => open(undefined)} />}
        {search.open === 'new' && <NewDialog onClose={() => open(undefined)} />}
      </Suspense>
    </Screen>
  )
}

function Found({ items }: { items: readonly DashboardItem[] }) {
  const search = route.useSearch()
  const list = useRowKeys()
  const found = items.filter((item) => fits(item, search))
  const own = found.filter(({ kind }) => kind === 'own')
  const curated = found.filter(({ kind }) => kind === 'curated')
  const hasOwn = items.some(({ kind }) => kind === 'own')
  const filtered = Boolean(search.q ?? search.is ?? search.label)
  return (
    <div ref={list}>
      <DashboardFilterBar tags={tagsOf(items)} count={found.length} />
      {found.length === 0 && (
        <Empty icon={<SearchX />} title="No dashboard fits this filter">
          Look for something else, or for all of them.
        </Empty>
      )}
      {own.length > 0 && (
        <Section title="Of this workspace">
          <Card>
            <ul aria-label="Dashboards of this workspace">
              {own.map((item) => (
                <DashboardRow key={item.id} item={item} />
              ))}
            </ul>
          </Card>
        </Section>
      )}
      {!hasOwn && !filtered && (
        <p className="mb-6 rounded-lg border border-dashed border-line-strong px-4 py-5 text-center text-muted">
          None is your own yet. Open one below and make a copy, import one of Grafana, or begin with an empty one.
        </p>
      )}
      {curated.length > 0 && (
        <Section title="Come with Watchword">
          <ul aria-label="Dashboards that come with Watchword" className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {curated.map((item) => (
              <CuratedCard key={item.id} item={item} />
            ))}
          </ul>
        </Section>
      )}
    </div>
  )
}
