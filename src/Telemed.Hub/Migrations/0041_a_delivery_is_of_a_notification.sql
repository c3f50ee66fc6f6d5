-- Checked at the commit: whoever writes both writes them in either order.
alter table hub.delivery add constraint a_delivery_is_of_a_notification
    foreign key (notification) references hub.notification deferrable initially deferred;
