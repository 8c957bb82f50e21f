import KeyRound from 'lucide-react/icons/key-round'
import { useState } from 'react'
import { client } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorLine } from '../../components/error-panel.tsx'
import { askPasskey } from '../../passkeys.ts'
import { useSignedIn } from './signed-in.ts'

/** Signs in with a passkey, also without having typed who one is. */
export function PasskeyButton({ next, as = 'signIn' }: { next?: string | undefined; as?: 'signIn' | 'secondFactor' }) {
  const onSignedIn = useSignedIn()
  const [pending, setPending] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const signIn = async (): Promise<void> => {
    setPending(true)
    setProblem(undefined)
    try {
      const response = await askPasskey(as)
      const result =
        as === 'signIn'
          ? await client.signInWithPasskey({ body: { response } })
          : await client.proveSecondFactor({ body: { type: 'passkey', response } })
      await onSignedIn(result, next)
    } catch (error) {
      setProblem(error)
    } finally {
      setPending(false)
    }
  }
  return (
    <>
      <Button
        icon={<KeyRound aria-hidden />}
        pending={pending}
        className="h-9 text-base"
        onClick={() => {
          void signIn()
        }}
      >
        {as === 'signIn' ? 'Sign in with a passkey' : 'Use a passkey'}
      </Button>
      {problem !== undefined && <ErrorLine error={problem} />}
    </>
  )
}
