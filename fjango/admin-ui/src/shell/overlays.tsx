import { t } from '../i18n'
import { Drawer, Modal } from '../ui/dialog'
import { shortcuts } from './shortcuts'
import { Sidebar } from './sidebar'
import ui from '../ui/ui.module.css'
import css from './shell.module.css'

/** The sidebar of a phone. */
export function NavigationDrawer({ onClose }: { onClose: () => void }) {
  return (
    <Drawer opened onClose={onClose} size={280} withCloseButton={false} padding={0} attributes={{ content: { 'aria-label': t('shell.navigation') } }} classNames={{ body: css.drawer, content: css.drawerContent }}>
      <Sidebar onLeave={onClose} />
    </Drawer>
  )
}

/** What keys do on this page. */
export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t('shortcuts.title')} closeButtonProps={{ 'aria-label': t('action.close') }} size={420}>
      <dl className={css.keys}>
        {shortcuts().map(({ keys, label }) => (
          <div key={keys} style={{ display: 'contents' }}>
            <dt>{t(label)}</dt>
            <dd>
              {keys.split('+').map(key => (
                <kbd key={key} className={ui.kbd}>
                  {key.length === 1 ? key.toUpperCase() : key}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
