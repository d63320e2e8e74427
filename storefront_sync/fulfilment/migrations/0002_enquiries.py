"""Enquiries. Composite foreign keys: an order that is enquired about is of the enquiry's cooperative."""

import django.db.models.deletion
from django.db import migrations, models

_ADD = """
ALTER TABLE fulfilment_enquiredorder ADD CONSTRAINT enquired_order_of_its_enquirys_cooperative
    FOREIGN KEY (enquiry_id, cooperative_id) REFERENCES fulfilment_enquiry (id, cooperative_id) ON DELETE CASCADE;
ALTER TABLE fulfilment_enquiredorder ADD CONSTRAINT enquired_order_of_its_shops_cooperative
    FOREIGN KEY (shop_id, cooperative_id) REFERENCES tenants_shop (id, cooperative_id);
ALTER TABLE fulfilment_enquiredorder ADD CONSTRAINT enquired_order_of_its_orders_shop
    FOREIGN KEY (order_id, shop_id) REFERENCES orders_order (id, shop_id) ON DELETE CASCADE;
"""
_DROP = """
ALTER TABLE fulfilment_enquiredorder DROP CONSTRAINT enquired_order_of_its_orders_shop;
ALTER TABLE fulfilment_enquiredorder DROP CONSTRAINT enquired_order_of_its_shops_cooperative;
ALTER TABLE fulfilment_enquiredorder DROP CONSTRAINT enquired_order_of_its_enquirys_cooperative;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('fulfilment', '0001_initial'),
        ('orders', '0006_saleor_fulfilments'),
        ('tenants', '0009_api_keys'),
    ]

    operations = [
        migrations.CreateModel(
            name='Enquiry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('labels', 'Labels'), ('handover', 'Handover'), ('reasons', 'Reasons'), ('short', 'Short'), ('cancel', 'Cancel')], max_length=8)),
                ('wish', models.JSONField(default=dict)),
                ('by', models.CharField(max_length=200)),
                ('asked_at', models.DateTimeField()),
                ('turn', models.PositiveBigIntegerField(default=0)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField()),
                ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenants.cooperative')),
            ],
        ),
        migrations.CreateModel(
            name='EnquiredOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('tries', models.PositiveIntegerField(default=0)),
                ('answered_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, max_length=80)),
                ('answer_encrypted', models.TextField(blank=True)),
                ('cooperative', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenants.cooperative')),
                ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enquiries', to='orders.order')),
                ('shop', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='tenants.shop')),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='orders', to='fulfilment.enquiry')),
            ],
        ),
        migrations.CreateModel(
            name='EnquiryDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('place', models.PositiveIntegerField(default=0)),
                ('bytes', models.PositiveIntegerField()),
                ('pdf_encrypted', models.TextField()),
                ('enquiry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='fulfilment.enquiry')),
            ],
        ),
        migrations.AddIndex(
            model_name='enquiry',
            index=models.Index(condition=models.Q(('closed_at__isnull', True)), fields=['cooperative', 'not_before'], name='enquiry_due'),
        ),
        migrations.AddIndex(
            model_name='enquiry',
            index=models.Index(fields=['expires_at'], name='enquiry_expires'),
        ),
        migrations.AddConstraint(
            model_name='enquiry',
            constraint=models.UniqueConstraint(fields=('id', 'cooperative'), name='enquiry_with_cooperative'),
        ),
        migrations.AddConstraint(
            model_name='enquiredorder',
            constraint=models.UniqueConstraint(fields=('enquiry', 'order'), name='enquired_once'),
        ),
        migrations.AddConstraint(
            model_name='enquirydocument',
            constraint=models.UniqueConstraint(fields=('enquiry', 'number'), name='enquiry_document_once'),
        ),
        migrations.RunSQL(_ADD, _DROP),
    ]
