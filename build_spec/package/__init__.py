"""Makes the installed app: frozen folder, archive and Debian package, and proves what is inside."""
