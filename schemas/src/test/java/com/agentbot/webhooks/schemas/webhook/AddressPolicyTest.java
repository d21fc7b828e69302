package com.agentbot.webhooks.schemas.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.agentbot.webhooks.schemas.webhook.AddressPolicy.Verdict.Allowed;
import com.agentbot.webhooks.schemas.webhook.AddressPolicy.Verdict.Refused;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressPolicyTest {
    private static final AddressPolicy STRICT = AddressPolicy.parse("", List.of());
    private static final AddressPolicy SOME = AddressPolicy.parse(
            "127.0.0.0/9,10.1.0.0/16,8.0.0.0/8", List.of(Objects.requireNonNull(IpLiteral.ipv4("9.9.9.9"))));
    private static final List<String> DISGUISES = List.of(
            "00000000000000000000ffff", // mapped
            "000000000000000000000000", // compatible
            "0000000000000000ffff0000", // translated
            "0064ff9b0000000000000000"); // well-known prefix of RFC 6052

    /** Addresses that lead to an IPv4 address although they are none: ISATAP behind any prefix, RFC 5214. */
    private static final List<String> TUNNELS =
            List.of("260647000000000000005efe", "260647000000000002005efe", "fe8000000000000000005efe");

    /** Beginnings of ranges with a verdict of their own. */
    private static final int[] SPECIAL = {
        0x00000000, 0x0a000000, 0x64400000, 0x7f000000, 0xa9fe0000, 0xac100000, 0xc0000000, 0xc0000200, 0xc0586300,
        0xc0a80000, 0xc6120000, 0xc6336400, 0xcb007100, 0xe0000000, 0xf0000000, 0x7f800000, 0x0a010000, 0x08000000
    };

    /** First and last address of each refused range, and whether the neighbours on either side are refused too. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.255.255.255, true, false",
        "10.0.0.0, 10.255.255.255, false, false",
        "100.64.0.0, 100.127.255.255, false, false",
        "127.0.0.0, 127.255.255.255, false, false",
        "169.254.0.0, 169.254.255.255, false, false",
        "172.16.0.0, 172.31.255.255, false, false",
        "192.0.0.0, 192.0.0.255, false, false",
        "192.0.2.0, 192.0.2.255, false, false",
        "192.88.99.0, 192.88.99.255, false, false",
        "192.168.0.0, 192.168.255.255, false, false",
        "198.18.0.0, 198.19.255.255, false, false",
        "198.51.100.0, 198.51.100.255, false, false",
        "203.0.113.0, 203.0.113.255, false, false",
        "224.0.0.0, 255.255.255.255, false, true",
        "2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, false, false",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, false, false",
        "2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, false, false",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, false, false",
        "4000::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, false, true",
        "64:ff9b:0:0:0:1::, 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true, false",
        "::1:0:0:0:0, 64:ff9a:ffff:ffff:ffff:ffff:ffff:ffff, true, true",
    })
    void aRangeIsRefusedFromItsFirstAddressToItsLast(
            String first, String last, boolean beforeRefused, boolean afterRefused) throws UnknownHostException {
        assertThat(refused(address(first))).isTrue();
        assertThat(refused(address(last))).isTrue();
        assertThat(refused(neighbour(first, -1))).isEqualTo(beforeRefused);
        assertThat(refused(neighbour(last, 1))).isEqualTo(afterRefused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "93.184.215.14",
                "192.0.1.0",
                "223.255.255.255",
                "2606:4700:4700::1111",
                "2a00:1450:4001:81b::200e",
                "64:ff9b::8.8.8.8",
                "2606:4700::5efe:8.8.8.8",
            })
    void publicAddressesAreAllowed(String text) throws UnknownHostException {
        assertThat(STRICT.judge(address(text))).isInstanceOf(Allowed.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::8.8.8.8",
                "2002:7f00:1::",
                "2002:808:808::",
                "2001:0:1::1",
                "fe80::1",
                "fe80::5efe:8.8.8.8",
                "2606:4700::5efe:10.0.0.1",
                "2606:4700::200:5efe:10.0.0.1",
                "fc00::1",
                "fd12:3456::1",
                "fec0::1",
                "ff02::1",
                "100::1",
                "5f00::1",
            })
    void whatIsNotPublicIsRefused(String text) throws UnknownHostException {
        assertThat(STRICT.judge(address(text))).isInstanceOf(Refused.class);
    }

    @Property
    void anIpv4AddressAndEachOfItsDisguisesGetTheSameVerdict(@ForAll int ipv4, @ForAll boolean nearARange)
            throws UnknownHostException {
        int bits = nearARange ? (ipv4 & 0x0003ffff) | SPECIAL[Math.floorMod(ipv4 >> 20, SPECIAL.length)] : ipv4;
        byte[] bytes = BigInteger.valueOf((bits & 0xffffffffL) | 1L << 32).toByteArray();
        byte[] plain = Arrays.copyOfRange(bytes, 1, 5);
        for (String disguise : DISGUISES) {
            byte[] dressed = Arrays.copyOf(HexFormat.of().parseHex(disguise), 16);
            System.arraycopy(plain, 0, dressed, 12, 4);
            InetAddress undisguised = InetAddress.getByAddress(plain);
            InetAddress disguised = Inet6Address.getByAddress("", dressed, -1);
            assertThat(STRICT.judge(disguised)).isEqualTo(STRICT.judge(undisguised));
            assertThat(SOME.judge(disguised)).isEqualTo(SOME.judge(undisguised));
        }
    }

    @Property
    void noIpv6AddressOutsideGlobalUnicastIsAllowedUnlessItCarriesIpv4(@ForAll @Size(16) byte[] bytes)
            throws UnknownHostException {
        boolean global = (bytes[0] & 0xe0) == 0x20;
        boolean carries = DISGUISES.contains(HexFormat.of().formatHex(bytes, 0, 12));
        if (!global && !carries) {
            assertThat(STRICT.judge(Inet6Address.getByAddress("", bytes, -1))).isInstanceOf(Refused.class);
        }
    }

    /** The ranges once more, stated apart from the code that is tested, and judged by arithmetic on whole numbers. */
    private static final List<Cidr> REFUSED = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "0:0:0:0:0:0:0:0/3",
                    "4000::/2",
                    "8000::/1",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                    "5f00::/16")
            .map(Cidr::of)
            .toList();
    /** Behind these lies an IPv4 address, and its verdict counts. */
    private static final List<Cidr> CARRIERS =
            Stream.of("::/96", "::ffff:0:0:0/96", "64:ff9b::/96").map(Cidr::of).toList();

    private static final Cidr MAPPED = new Cidr(16, new BigInteger("ffff", 16).shiftLeft(32), BigInteger.TWO.pow(32));

    /** So many addresses from the first on. */
    private record Cidr(int bytes, BigInteger first, BigInteger count) {
        static Cidr of(String text) {
            int slash = text.indexOf('/');
            try {
                byte[] address = InetAddress.getByName(text.substring(0, slash)).getAddress();
                int hostBits = address.length * 8 - Integer.parseInt(text.substring(slash + 1));
                return new Cidr(address.length, new BigInteger(1, address), BigInteger.TWO.pow(hostBits));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }

        boolean contains(int size, BigInteger address) {
            return size == bytes && address.compareTo(first) >= 0 && address.compareTo(first.add(count)) < 0;
        }
    }

    private static boolean isRefusedByTheStatement(int bytes, BigInteger address) {
        BigInteger last32 = address.mod(BigInteger.TWO.pow(32));
        if (MAPPED.contains(bytes, address) || CARRIERS.stream().anyMatch(range -> range.contains(bytes, address))) {
            return isRefusedByTheStatement(4, last32);
        }
        boolean listed = REFUSED.stream().anyMatch(range -> range.contains(bytes, address));
        BigInteger isatap = address.shiftRight(32).mod(BigInteger.TWO.pow(32));
        boolean tunnels = bytes == 16 && List.of("5efe", "2005efe").contains(isatap.toString(16));
        return listed || (tunnels && isRefusedByTheStatement(4, last32));
    }

    @Provide
    Arbitrary<byte[]> addresses() {
        List<Cidr> ranges = Stream.of(REFUSED, CARRIERS, List.of(MAPPED))
                .flatMap(List::stream)
                .toList();
        Arbitrary<byte[]> anywhere = Arbitraries.of(4, 16)
                .flatMap(size -> Arbitraries.bytes().array(byte[].class).ofSize(size));
        Arbitrary<byte[]> atAnEdge = Combinators.combine(
                        Arbitraries.of(ranges),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(-3, 3))
                .as((range, end, step) ->
                        bytes(range.bytes(), (end ? range.first().add(range.count()) : range.first()).add(of(step))));
        Arbitrary<byte[]> within = Combinators.combine(
                        Arbitraries.of(ranges),
                        Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TWO.pow(128)))
                .as((range, offset) -> bytes(range.bytes(), range.first().add(offset.mod(range.count()))));
        Arbitrary<byte[]> carried = Combinators.combine(
                        Arbitraries.of(Stream.concat(DISGUISES.stream(), TUNNELS.stream())
                                .toList()),
                        Arbitraries.oneOf(anywhere, atAnEdge, within))
                .as((prefix, address) -> bytes(
                        16,
                        new BigInteger(prefix + "00000000", 16)
                                .add(new BigInteger(1, address).mod(BigInteger.TWO.pow(32)))));
        return Arbitraries.oneOf(anywhere, atAnEdge, within, carried);
    }

    private static BigInteger of(int value) {
        return BigInteger.valueOf(value);
    }

    /** A number as an address of so many bytes; what lies beyond the last comes round to the first. */
    private static byte[] bytes(int size, BigInteger number) {
        byte[] bytes = new byte[size];
        byte[] magnitude = number.mod(BigInteger.TWO.pow(size * 8)).toByteArray();
        int length = Math.min(magnitude.length, size);
        System.arraycopy(magnitude, magnitude.length - length, bytes, size - length, length);
        return bytes;
    }

    @Property
    void everyAddressIsJudgedAsTheRangesSay(@ForAll("addresses") byte[] bytes) throws UnknownHostException {
        InetAddress address =
                bytes.length == 4 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress("", bytes, -1);

        assertThat(refused(address))
                .as(address.toString())
                .isEqualTo(isRefusedByTheStatement(bytes.length, new BigInteger(1, bytes)));
    }

    /** However a URL writes an IPv4 address: either it is the address, or it is no URL. */
    @Property
    void everySpellingInAUrlIsTheAddressOrRefused(@ForAll int ipv4, @ForAll boolean nearARange)
            throws UnknownHostException {
        int bits = nearARange ? (ipv4 & 0x0003ffff) | SPECIAL[Math.floorMod(ipv4 >> 20, SPECIAL.length)] : ipv4;
        InetAddress plain = InetAddress.getByAddress(bytes(4, of(bits)));

        List<String> read = new ArrayList<>();
        for (String spelling : spellings(bits)) {
            try {
                InetAddress found = WebhookUrl.parse("https://" + spelling + "/", false)
                        .address()
                        .orElseThrow(() -> new AssertionError(spelling + " is taken for a name"));
                assertThat(STRICT.judge(found)).as(spelling).isEqualTo(STRICT.judge(plain));
                assertThat(SOME.judge(found)).as(spelling).isEqualTo(SOME.judge(plain));
                read.add(spelling);
            } catch (InvalidUrl e) {
                assertThat(e).hasMessageContaining("the URL");
            }
        }
        assertThat(read)
                .as("four decimal numbers in three scripts, and four disguises in two spellings each")
                .hasSizeGreaterThanOrEqualTo(11);
    }

    private static List<String> spellings(int bits) {
        int a = bits >>> 24;
        int b = bits >>> 16 & 0xff;
        int c = bits >>> 8 & 0xff;
        int d = bits & 0xff;
        String dotted = a + "." + b + "." + c + "." + d;
        List<String> spellings = new ArrayList<>(List.of(
                dotted,
                fullWidth(dotted),
                dotted.replace('.', '\u3002'),
                dotted + ".",
                Long.toString(bits & 0xffffffffL),
                "0x" + Integer.toHexString(bits),
                "0X" + Integer.toHexString(bits),
                "0" + Integer.toOctalString(bits),
                a + "." + (bits & 0xffffff),
                a + "." + b + "." + (bits & 0xffff),
                "0x" + Integer.toHexString(a) + "." + b + "." + c + "." + d,
                a + "." + b + "." + c + ".0x" + Integer.toHexString(d),
                "0" + Integer.toOctalString(a) + "." + b + "." + c + "." + d,
                a + "." + b + "." + c + ".0" + Integer.toOctalString(d),
                "00" + dotted,
                "%3" + a % 10 + dotted,
                dotted.replace(".", "%2e"),
                (a + 256) + "." + b + "." + c + "." + d));
        for (String disguise : DISGUISES) {
            String head = String.join(":", disguise.split("(?<=\\G.{4})"));
            spellings.add("[" + head + ":" + dotted + "]");
            spellings.add("[" + head + ":" + Integer.toHexString(bits >>> 16) + ":"
                    + Integer.toHexString(bits & 0xffff).toUpperCase(Locale.ROOT) + "]");
            spellings.add("[" + head + ":" + dotted + "%25eth0]");
        }
        return spellings;
    }

    private static String fullWidth(String text) {
        StringBuilder wide = new StringBuilder();
        text.chars().forEach(c -> wide.append((char) (c + 0xfee0)));
        return wide.toString();
    }

    @Test
    void whatTheOperatorAllowsIsAllowedInEverySpelling() throws UnknownHostException {
        AddressPolicy policy = AddressPolicy.parse(" 127.0.0.0/8 , ::1/128, 10.1.2.3", List.of(address("127.0.0.1")));

        for (String allowed : List.of("127.0.0.1", "::1", "::127.9.9.9", "::ffff:127.0.0.2", "10.1.2.3")) {
            assertThat(policy.judge(address(allowed))).as(allowed).isInstanceOf(Allowed.class);
        }
        for (String refused : List.of("169.254.0.1", "10.1.2.4", "::2", "2002:7f00:1::")) {
            assertThat(policy.judge(address(refused))).as(refused).isInstanceOf(Refused.class);
        }
    }

    @Test
    void theMachinesOwnAddressesAreRefused() throws UnknownHostException {
        AddressPolicy policy = AddressPolicy.parse("", List.of(address("93.184.215.14"), address("2606:4700::1")));

        for (String own : List.of("93.184.215.14", "::ffff:93.184.215.14", "64:ff9b::93.184.215.14", "2606:4700::1")) {
            assertThat(policy.judge(address(own))).as(own).isInstanceOf(Refused.class);
        }
        assertThat(policy.judge(address("93.184.215.15"))).isInstanceOf(Allowed.class);
    }

    @Test
    void aZoneMakesNoDifference() throws UnknownHostException {
        byte[] bytes = address("fe80::1").getAddress();
        assertThat(STRICT.judge(Inet6Address.getByAddress("", bytes, 1))).isInstanceOf(Refused.class);
    }

    @Test
    void oneRefusedAddressRefusesTheNameAndSoDoesNone() throws UnknownHostException {
        InetAddress good = address("8.8.8.8");
        InetAddress bad = address("10.0.0.1");

        assertThat(STRICT.judge(List.of(good, good))).isInstanceOf(Allowed.class);
        assertThat(STRICT.judge(List.of(good, bad))).isInstanceOf(Refused.class);
        assertThat(STRICT.judge(List.of(bad, good))).isInstanceOf(Refused.class);
        assertThat(STRICT.judge(List.of())).isInstanceOf(Refused.class);
    }

    @Test
    void theReasonNamesNoAddress() throws UnknownHostException {
        assertThat(STRICT.judge(address("169.254.169.254")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).doesNotContainPattern("[0-9]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "10.0.0.0/33 32",
                "10.0.0.0/ 32",
                "10.0.0.0/-1 32",
                "10.0.0.0/08 32",
                "10.0.0.1/8 beyond",
                "fd00::/129 128",
                "fd00::1/8 beyond",
                "127.1/8 no",
                "localhost no",
                "localhost/8 no",
                "::ffff:127.0.0.0/104 IPv4",
            })
    void aRangeThatIsNoneIsNamed(String text, String why) {
        assertThatThrownBy(() -> AddressPolicy.parse("192.168.0.0/16," + text, List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining(why);
    }

    private static boolean refused(InetAddress address) {
        return switch (STRICT.judge(address)) {
            case Allowed a -> false;
            case Refused r -> true;
        };
    }

    /** The address as it was written: the platform turns a mapped one into IPv4, and a test wants it undressed. */
    private static InetAddress address(String text) throws UnknownHostException {
        String mapped = "::ffff:";
        if (text.startsWith(mapped) && text.indexOf('.') > 0 && !text.startsWith(mapped + "0:")) {
            byte[] bytes = new byte[16];
            Arrays.fill(bytes, 10, 12, (byte) 0xff);
            System.arraycopy(
                    InetAddress.getByName(text.substring(mapped.length())).getAddress(), 0, bytes, 12, 4);
            return Inet6Address.getByAddress("", bytes, -1);
        }
        return InetAddress.getByName(text);
    }

    private static InetAddress neighbour(String text, int step) throws UnknownHostException {
        byte[] address = address(text).getAddress();
        byte[] next = bytes(address.length, new BigInteger(1, address).add(of(step)));
        return next.length == 4 ? InetAddress.getByAddress(next) : Inet6Address.getByAddress("", next, -1);
    }
}
