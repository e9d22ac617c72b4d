"""Alembic's entry: works on the connection it is handed."""

from alembic import context

from hotline.core.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, transactional_ddl=False)
context.run_migrations()
