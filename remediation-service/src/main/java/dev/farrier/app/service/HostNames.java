package dev.farrier.app.service;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** The names of this machine. */
final class HostNames {
    private HostNames() {}

    /** Its name; {@code localhost} when it has none. */
    static String name() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Its short name and its full one. */
    static List<String> names() {
        try {
            InetAddress here = InetAddress.getLocalHost();
            return List.of(here.getHostName(), here.getCanonicalHostName());
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
