import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SetUp as SetUpResult } from '../../api.ts'
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
        <Empty heading="h1" icon={<Users />} title="You are in no workspace">
          Ask an administrator of your workspace to add {session.user.email}.
        </Empty>
      </main>
    )
  }
  return <SignIn />
}
