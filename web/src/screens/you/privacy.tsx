import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Section } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { Asking } from './asking.tsx'
import { Closing } from './closing.tsx'
import { Consents } from './consents.tsx'
import { OwnExports } from './own-exports.tsx'
import { acceptancesQuery, consentsQuery } from './privacy-queries.ts'

/** One's own data: to take it, to say no to a use of it, to ask about it, and to end it. */
export function Privacy() {
  const consents = useQuery(consentsQuery)
  return (
    <>
      <Section title="A copy of your data">
        <OwnExports />
      </Section>
      <Section title="Requests about your data">
        <Asking />
      </Section>
      <Section title="What you agreed to">
        <Loaded query={consents} skeleton={<SkeletonRows rows={2} />}>
          {(found) => <Consents found={found} />}
        </Loaded>
        <Acceptances />
      </Section>
      <Section title="The end">
        <Closing />
      </Section>
    </>
  )
}

const ways = {
  signUp: 'when you signed up',
  explicit: 'by saying so',
  continuedUse: 'by using Watchword after it took effect',
} as const

/** Which versions of the policy hold for the person: another thing than a consent. */
function Acceptances() {
  const query = useQuery(acceptancesQuery)
  return (
    <Loaded query={query} skeleton={<SkeletonRows rows={1} />}>
      {({ items }) =>
        items.length > 0 && (
          <Card className="mt-3">
            <ul>
              {items.map(({ policyVersion, way, acceptedAt }) => (
                <li key={policyVersion} className="border-t border-line px-4 py-2.5 first:border-t-0">
                  <a href={`/privacy/history/${policyVersion}`} className="text-link">
                    Privacy policy of {policyVersion}
                  </a>
                  , accepted {ways[way]}, <Time at={acceptedAt} />
                </li>
              ))}
            </ul>
          </Card>
        )
      }
    </Loaded>
  )
}
