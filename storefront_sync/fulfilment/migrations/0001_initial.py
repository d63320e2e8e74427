"""Requests and usual handovers. Composite foreign keys: a request is of its order's shop, and that of the
cooperative."""

import django.db.models.deletion
from django.db import migrations, models

_ADD = """
ALTER TABLE fulfilment_request ADD CONSTRAINT request_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id);
ALTER TABLE fulfilment_request ADD CONSTRAINT request_of_its_orders_shop
    FOREIGN KEY (order_id, shop_id) REFERENCES orders_order (id, shop_id) ON DELETE CASCADE;
"""
_DROP = """
ALTER TABLE fulfilment_request DROP CONSTRAINT request_of_its_orders_shop;
ALTER TABLE fulfilment_request DROP CONSTRAINT request_of_its_shops_cooperative;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('orders', '0003_saleor_id'),
        ('tenants', '0008_consent'),
    ]

    operations = [
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('arrange', 'Arrange'), ('cancel', 'Cancel'), ('accept', 'Accept'), ('refuse', 'Refuse')], max_length=7)),
                ('located', models.BooleanField(default=False)),
                ('parcel_id', models.CharField(blank=True, max_length=64)),
                ('line_keys', models.JSONField(default=list)),
                ('courier', models.CharField(blank=True, max_length=120)),
                ('alone', models.BooleanField(default=False)),
                ('choice', models.JSONField(default=dict)),
                ('sent_choice', models.JSONField(null=True)),
                ('by', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('pending', 'Pending'), ('sent', 'Sent'), ('done', 'Done'), ('refused', 'Refused')], default='pending', max_length=7)),
                ('sent_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=80)),
                ('said', models.CharField(blank=True, max_length=300)),
                ('told', models.BooleanField(default=False)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenants.cooperative')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='orders.order')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenants.shop')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['shop', 'not_before'], name='request_due'), models.Index(condition=models.Q(('told', True)), fields=['shop'], name='request_told')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('order', 'kind', 'parcel_id'), name='asked_once_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('state__in', ('pending', 'sent'))), models.Q(('closed_at__isnull', False), ('state__in', ('done', 'refused'))), _connector='OR'), name='request_is_open_until_closed')],
            },
        ),
        migrations.CreateModel(
            name='UsualHandover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('handover', models.CharField(max_length=7)),
                ('place_id', models.CharField(blank=True, max_length=64)),
                ('by', models.CharField(max_length=200)),
                ('chosen_at', models.DateTimeField()),
                ('shop', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='usual_handover', to='tenants.shop')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('handover__in', ('pickup', 'dropoff'))), name='usual_handover_needs_no_number')],
            },
        ),
        migrations.RunSQL(_ADD, _DROP),
    ]
