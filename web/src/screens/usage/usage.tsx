import { getRouteApi, Link } from '@tanstack/react-router'
import { Screen } from '../../components/screen.tsx'
import { tab as tabAttributes, TabPanel, Tabs } from '../../components/tabs.tsx'
import { useWorkspace } from '../../session.ts'
import { usageTabs } from '../../tabs.ts'
import { Outcomes } from './outcomes.tsx'
import { Quotas } from './quotas.tsx'

const route = getRouteApi('/$workspace/settings/usage')
const words = { outcomes: 'Outcomes', quotas: 'Quotas' } as const

/** What became of everything that was sent, and how much may be. */
export function Usage() {
  const { slug } = useWorkspace()
  const { tab: chosen = 'outcomes' } = route.useSearch()
  return (
    <Screen
      title="Usage"
      lead="What became of everything that your programs sent, and how much of it the workspace takes in."
    >
      <Tabs label="Usage">
        {usageTabs.map((each) => (
          <Link
            key={each}
            to="/$workspace/settings/usage"
            params={{ workspace: slug }}
            search={each === 'outcomes' ? {} : { tab: each }}
            replace
            resetScroll={false}
            {...tabAttributes(each === chosen)}
          >
            {words[each]}
          </Link>
        ))}
      </Tabs>
      <TabPanel label={words[chosen]}>{chosen === 'outcomes' ? <Outcomes /> : <Quotas />}</TabPanel>
    </Screen>
  )
}
