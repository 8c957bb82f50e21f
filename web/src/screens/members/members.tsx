import { useQuery } from '@tanstack/react-query'
import { Loaded } from '../../components/loaded.tsx'
import { Card, Screen } from '../../components/screen.tsx'
import { SkeletonRows } from '../../components/skeleton.tsx'
import { Time } from '../../components/time.tsx'
import { capital, counted } from '../../format.ts'
import { useSession, useWorkspace } from '../../session.ts'
import { membersQuery } from './queries.ts'

const meaning: Record<string, string> = {
  owner: 'may do everything, also close the workspace',
  admin: 'manages members, projects and channels',
  member: 'works on incidents and status pages',
  viewer: 'sees everything, changes nothing',
}

export function Members() {
  const { slug, name } = useWorkspace()
  const { user } = useSession()
  const query = useQuery(membersQuery(slug))
  return (
    <Screen title="Members" lead={`Who works in ${name}, and what their role allows.`} narrow>
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />}>
        {({ items }) => (
          <>
            <Card>
              <table className="w-full text-left">
                <caption className="sr-only">{counted(items.length, 'member')}</caption>
                <thead>
                  <tr className="border-b border-line text-xs text-faint">
                    <th scope="col" className="px-4 py-2 font-normal">
                      Member
                    </th>
                    <th scope="col" className="px-4 py-2 font-normal">
                      Role
                    </th>
                    <th scope="col" className="px-4 py-2 font-normal max-sm:hidden">
                      Joined
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((member) => (
                    <tr key={member.userId} className="border-b border-line last:border-b-0">
                      <td className="px-4 py-2.5">
                        <span className="font-medium">{member.name}</span>
                        {member.userId === user.id && (
                          <span className="ml-2 rounded bg-sunken px-1.5 text-xs text-muted">You</span>
                        )}
                        <span className="block text-xs break-all text-faint">{member.email}</span>
                      </td>
                      <td className="px-4 py-2.5 align-top">
                        {capital(member.role)}
                        <span className="block text-xs text-faint max-sm:hidden">{meaning[member.role]}</span>
                      </td>
                      <td className="px-4 py-2.5 align-top text-muted max-sm:hidden">
                        <Time at={member.joinedAt} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Card>
          </>
        )}
      </Loaded>
    </Screen>
  )
}
