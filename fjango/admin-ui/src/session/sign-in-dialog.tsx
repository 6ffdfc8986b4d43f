import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { onSignInNeeded } from '../api/client'
import { client, session } from '../api/queries'
import { t } from '../i18n'

const SignInModal = lazy(() => import('./sign-in-modal'))

/** Signs in again over whatever is on the screen, so that no input is lost. */
export function SignInDialog() {
  const [reason, setReason] = useState<'ended' | 'confirm' | null>(null)
  const pending = useRef<{ promise: Promise<void>; resolve: () => void; reject: (error: Error) => void } | null>(null)
  const username = client.getQueryData(session.queryKey)?.user.username

  useEffect(() => {
    onSignInNeeded(why => {
      // Several calls may find out at once; they wait for the same dialog.
      if (!pending.current) {
        let resolve!: () => void
        let reject!: (error: Error) => void
        const promise = new Promise<void>((yes, no) => {
          resolve = yes
          reject = no
        })
        pending.current = { promise, resolve, reject }
        setReason(why)
      }
      return pending.current.promise
    })
    return () => onSignInNeeded(null)
  }, [])

  function settle(done: boolean) {
    const waiting = pending.current
    pending.current = null
    setReason(null)
    if (done) waiting?.resolve()
    else waiting?.reject(new Error(t('sign-in.cancelled')))
  }

  return (
    <Suspense fallback={null}>
      {reason !== null && (
        <SignInModal
          reason={reason}
          username={username}
          onClose={() => settle(false)}
          onDone={answer => {
            client.setQueryData(session.queryKey, answer)
            settle(true)
          }}
        />
      )}
    </Suspense>
  )
}
