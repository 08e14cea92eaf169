package io.robustmq.broker.core.access;

import java.net.InetAddress;

/**
 * One IP address, or all with a common prefix, written {@code 10.1.0.0/16} or {@code 2001:db8::/32}. An IPv4 address mapped
 * into IPv6 counts as the IPv4 address.
 */
public final class AddressBlock {
    private final byte[] network;
    private final int prefixBits;

    private AddressBlock(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /**
     * Reads an address or a block; names are never looked up.
     *
     * @throws IllegalArgumentException saying what is wrong with the text
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        InetAddress address = parseStrictly(slash < 0 ? text : text.substring(0, slash));
        byte[] network = address.getAddress();
        int bits = slash < 0 ? network.length * 8 : parsePrefix(text.substring(slash + 1), network.length * 8);
        for (int i = bits; i < network.length * 8; i++) {
            if ((network[i / 8] & bit(i)) != 0) {
                throw new IllegalArgumentException(
                        "the address has bits set behind the first " + bits + "; write the first address of the block");
            }
        }
        return new AddressBlock(network, bits);
    }

    private static InetAddress parseStrictly(String text) {
        InetAddress address;
        try {
            address = InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not an IP address", e);
        }
        boolean shortened = text.indexOf(':') < 0 && !address.getHostAddress().equals(text);
        if (shortened) {
            throw new IllegalArgumentException("an IPv4 address is four decimal numbers");
        }
        return address;
    }

    private static int parsePrefix(String text, int most) {
        int bits;
        try {
            bits = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            bits = -1;
        }
        if (bits < 0 || bits > most) {
            throw new IllegalArgumentException("the number behind the slash is 0 to " + most);
        }
        return bits;
    }

    /** Whether the address, as text, lies in this block; false for what is not an IP address. */
    public boolean contains(String address) {
        int zone = address.indexOf('%');
        byte[] other;
        try {
            other = InetAddress.ofLiteral(zone < 0 ? address : address.substring(0, zone))
                    .getAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (other.length != network.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (network[i] != other[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        return rest == 0 || (network[whole] ^ other[whole]) >> (8 - rest) == 0;
    }

    private static int bit(int index) {
        return 0x80 >> (index % 8);
    }
}
