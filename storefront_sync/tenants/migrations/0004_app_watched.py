"""What the check-up of our App knows, and which problems a Dashboard was told of."""

import django.db.models.deletion
from django.db import migrations, models

_ADD = """
ALTER TABLE tenants_toldproblem ADD CONSTRAINT told_problem_of_its_cooperatives_installation
    FOREIGN KEY (cooperative_id, installation_id) REFERENCES tenants_cooperative (id, installation_id)
    ON UPDATE CASCADE ON DELETE CASCADE;
"""
_DROP = """
ALTER TABLE tenants_toldproblem DROP CONSTRAINT told_problem_of_its_cooperatives_installation;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('tenants', '0003_prefix_and_planned_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='installation',
            name='checked_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='installation',
            name='dead_since',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='installation',
            name='schema_version',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='installation',
            name='tell_after',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='installation',
            name='troubles',
            field=models.JSONField(default=list),
        ),
        migrations.CreateModel(
            name='ToldProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('app_id', models.CharField(max_length=200)),
                ('key', models.CharField(max_length=128)),
                ('message', models.TextField(blank=True)),
                ('told_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to='tenants.cooperative')),
                ('installation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenants.installation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('installation', 'key'), name='told_once_by_key')],
            },
        ),
        migrations.RunSQL(_ADD, _DROP),
    ]
