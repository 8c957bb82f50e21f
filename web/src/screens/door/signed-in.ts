import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter } from '@tanstack/react-router'
import type { Session, SignedIn } from '../../api.ts'
import { sessionQuery } from '../../session.ts'

/** Goes on after a factor was proved: into the app, or to the second factor. */
export function useSignedIn(): (result: SignedIn, next?: string) => Promise<void> {
  const queryClient = useQueryClient()
  const router = useRouter()
  const navigate = useNavigate()
  return async (result, next) => {
    if (!result.signedIn) {
      await navigate({
        to: '/second-factor',
        search: { factors: result.secondFactors.join(','), ...(next && { next }) },
      })
      return
    }
    queryClient.setQueryData<Session | null>(sessionQuery.queryKey, result)
    // The door's own route then leads on, to where one wanted to go.
    await navigate({ to: '/', search: next ? { next } : {}, replace: true })
    await router.invalidate()
  }
}
