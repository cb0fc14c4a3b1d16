"""Alembic's entry point: runs the migrations on the connection that `casebase.store.database` hands over."""

from alembic import context

from casebase.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
