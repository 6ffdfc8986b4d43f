import '../theme/mantine-dialogs.css'

// Dialogs and their styles come with the first one that opens.
export { Drawer, Modal } from '@mantine/core'
