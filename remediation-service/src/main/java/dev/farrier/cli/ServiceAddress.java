package dev.farrier.cli;

import dev.farrier.app.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where a process of the service with this configuration is asked by HTTP. */
public final class ServiceAddress {
    private ServiceAddress() {}

    /** A process that listens on all addresses is asked on loopback. */
    public static String of(Settings.HttpSettings http) {
        String host = http.host();
        try {
            host = InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
        } catch (UnknownHostException e) {
            // asking it says so
        }
        return "http://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host) + ":" + http.port();
    }
}
