import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from '@tanstack/react-router'
import type { SetUp as SetUpResult } from '../../api.ts'
import { buttonClass } from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import Users from 'lucide-react/icons/users'
import { sessionQuery, setupQuery } from '../../session.ts'
import { ConnectStep } from './connect-step.tsx'
import { SetUp } from './set-up.tsx'
import { SignIn } from './sign-in.tsx'

/** The door: the set-up of a new installation, else the sign-in. */
export function Start() {
  const queryClient = useQueryClient()
  const { data: setup } = useSuspenseQuery(setupQuery)
  const { data: session } = useSuspenseQuery(sessionQuery)
  const [done, setDone] = useState<{ result: SetUpResult; slug: string }>()
  if (done) return <ConnectStep result={done.result} slug={done.slug} />
  if (setup.required) {
    return (
      <SetUp
        onDone={async (result, slug) => {
          await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 })
          setDone({ result, slug })
          queryClient.setQueryData(setupQuery.queryKey, { required: false })
        }}
      />
    )
  }
  if (session) {
    return (
      <main className="flex min-h-dvh flex-col justify-center">
        <Empty
          heading="h1"
          icon={<Users />}
          title="You are in no workspace"
          action={
            <Link to="/new-workspace" className={buttonClass('primary')}>
              New workspace
            </Link>
          }
        >
          Make one of your own, or ask a member of another one to invite {session.user.email}.
        </Empty>
      </main>
    )
  }
  return <SignIn />
}
