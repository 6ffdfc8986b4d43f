import type { Session } from '../contract'
import { t } from '../i18n'
import { Modal } from '../ui/dialog'
import { SignInForm } from './sign-in-form'
import css from './session.module.css'

interface Props {
  reason: 'ended' | 'confirm'
  username?: string
  onClose: () => void
  onDone: (session: Session) => void
}

export default function SignInModal({ reason, username, onClose, onDone }: Props) {
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} zIndex={400} size={400} title={t(reason === 'confirm' ? 'sign-in.confirm-title' : 'sign-in.ended-title')} closeButtonProps={{ 'aria-label': t('action.close') }}>
      <p className={css.lead}>{t(reason === 'confirm' ? 'sign-in.confirm-help' : 'sign-in.ended-help')}</p>
      <SignInForm username={username} confirm={reason === 'confirm'} onDone={onDone} />
    </Modal>
  )
}
