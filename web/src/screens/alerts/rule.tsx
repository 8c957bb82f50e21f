import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { AlertRuleDetail } from '../../api.ts'
import { Loaded } from '../../components/loaded.tsx'
import { useTitle } from '../../components/screen.tsx'
import { tab, TabPanel, Tabs } from '../../components/tabs.tsx'
import { useWorkspace } from '../../session.ts'
import { alertRuleTabs } from '../../tabs.ts'
import { MonitorSkeleton } from '../monitors/frame.tsx'
import { EditRule } from './editor/edit-rule.tsx'
import { alertRuleQuery } from './queries.ts'
import { RuleHeading } from './rule-heading.tsx'
import { RuleHistory } from './rule-history.tsx'
import { RuleOverview } from './rule-overview.tsx'

const route = getRouteApi('/$workspace/alerts/$ruleId')

const tabWords = { overview: 'Overview', history: 'History', edit: 'Edit' } as const

export function AlertRuleScreen() {
  const { slug } = useWorkspace()
  const { ruleId } = route.useParams()
  const query = useQuery(alertRuleQuery(slug, ruleId))
  useTitle(query.data?.name)
  return (
    <Loaded whole query={query} skeleton={<MonitorSkeleton />}>
      {(rule) => <RuleView key={rule.id} rule={rule} />}
    </Loaded>
  )
}

function RuleView({ rule }: { rule: AlertRuleDetail }) {
  const { slug: workspace } = useWorkspace()
  const { tab: chosen = 'overview' } = route.useSearch()
  return (
    <div className="relative mx-auto w-full max-w-5xl px-4 py-5 md:px-8 md:py-6">
      <RuleHeading rule={rule} />
      <Tabs label="About this rule">
        {alertRuleTabs.map((each) => (
          <Link
            key={each}
            to="/$workspace/alerts/$ruleId"
            params={{ workspace, ruleId: rule.id }}
            search={each === 'overview' ? {} : { tab: each }}
            replace
            resetScroll={false}
            {...tab(each === chosen)}
          >
            {tabWords[each]}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={tabWords[chosen]}>
        {chosen === 'overview' && <RuleOverview rule={rule} />}
        {chosen === 'history' && <RuleHistory rule={rule} />}
        {chosen === 'edit' && <EditRule ruleId={rule.id} />}
      </TabPanel>
    </div>
  )
}
